import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testCadOptions } from '../cad/cad-options-suite.ts';

withNativeEngine(t, (engine) => testCadOptions(t, engine));
