import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testExactRefusals } from '../cad/exact-refusals-suite.ts';

withNativeEngine(t, (engine) => testExactRefusals(t, engine));
