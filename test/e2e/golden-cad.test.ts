// The golden corpus, its CAD models.
import t from 'tap';
import { EXACT_PAIRS } from '../engines/cad/exact-samples-suite.ts';
import { isCad } from './golden-compare-figures.ts';
import { goldenCorpus } from './golden-corpus.ts';
import { SAMPLES } from './golden-samples.ts';

// test/engines/cad/opencascade-samples.test.ts sees to the exact pairs: they take seconds each.
goldenCorpus(
  t,
  SAMPLES.filter(([, format]) => isCad(format)),
  EXACT_PAIRS,
);
