import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testExactSamples } from '../cad/exact-samples-suite.ts';

withNativeEngine(t, (engine) => testExactSamples(t, engine));
