import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testExactSamples } from './exact-samples-suite.ts';

testExactSamples(t, opencascadeEngine);
