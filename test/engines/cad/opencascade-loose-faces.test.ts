import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { testLooseFaces } from './loose-faces-suite.ts';

testLooseFaces(t, opencascadeEngine);
