import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testOutputLimits } from './output-limits-suite.ts';

testOutputLimits(t, opencascadeEngine);
