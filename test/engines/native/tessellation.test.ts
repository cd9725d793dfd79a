import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testTessellation } from '../cad/tessellation-suite.ts';

withNativeEngine(t, (engine) => testTessellation(t, engine));
