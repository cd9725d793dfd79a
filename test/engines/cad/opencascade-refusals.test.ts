import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testExactRefusals } from './exact-refusals-suite.ts';

testExactRefusals(t, opencascadeEngine);
