import t from 'tap';
import { occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import { testConvergence } from './convergence-suite.ts';

testConvergence(t, occtImportEngine);
