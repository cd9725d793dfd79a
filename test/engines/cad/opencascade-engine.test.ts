import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testExactConversions } from './exact-suite.ts';

testExactConversions(t, opencascadeEngine);
