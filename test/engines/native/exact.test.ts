import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testExactConversions } from '../cad/exact-suite.ts';

withNativeEngine(t, (engine) => testExactConversions(t, engine));
