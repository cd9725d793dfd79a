import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testLooseFaces } from '../cad/loose-faces-suite.ts';

withNativeEngine(t, (engine) => testLooseFaces(t, engine));
