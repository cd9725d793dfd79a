import t from 'tap';
import { occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testTreeLimits } from './tree-limits-suite.ts';

testTreeLimits(t, opencascadeEngine, 'brep');
testTreeLimits(t, occtImportEngine, 'glb', 2);
