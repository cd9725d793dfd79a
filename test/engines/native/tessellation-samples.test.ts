import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testTessellatedSamples } from '../cad/tessellation-samples-suite.ts';

withNativeEngine(t, (engine) => testTessellatedSamples(t, engine));
