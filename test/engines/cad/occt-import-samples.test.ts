import t from 'tap';
import { occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import { testTessellatedSamples } from './tessellation-samples-suite.ts';

testTessellatedSamples(t, occtImportEngine);
