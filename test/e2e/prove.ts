// `npm run prove`: the whole golden corpus; its figures go to docs/proof.json, from which docs/formats.md is made.
import { writeFileSync } from 'node:fs';
import t from 'tap';
import { goldenCorpus } from './golden-corpus.ts';
import { SAMPLES } from './golden-samples.ts';

const FILE = new URL('../../docs/proof.json', import.meta.url);

const proofs = goldenCorpus(t, SAMPLES);
t.teardown(() => {
  if (proofs.length === 0) return;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(FILE, `${JSON.stringify({ date, proofs }, undefined, 1)}\n`);
});
