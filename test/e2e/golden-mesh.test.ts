// The golden corpus, its meshes: apart from the CAD models, so that both run side by side.
import t from 'tap';
import { isCad } from './golden-compare-figures.ts';
import { goldenCorpus } from './golden-corpus.ts';
import { SAMPLES } from './golden-samples.ts';

goldenCorpus(
  t,
  SAMPLES.filter(([, format]) => !isCad(format)),
);
