import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testTreeLimits } from '../cad/tree-limits-suite.ts';

withNativeEngine(t, (engine) => {
  testTreeLimits(t, engine, 'brep');
  testTreeLimits(t, engine, 'glb');
});
