import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testCadOptions } from './cad-options-suite.ts';

testCadOptions(t, opencascadeEngine);
