import { existsSync, readFileSync } from 'node:fs';

const FILE = new URL('../../docs/proof.json', import.meta.url);

interface Proof {
  sample: string;
  target: string;
  triangles?: number;
  faces?: number;
  boundsError?: number;
  areaError?: number;
  volumeError?: number;
}

/** What `npm run prove` has found: a row for each sample, a column for each target. */
export function proofTable(targets: readonly string[]): string[] {
  if (!existsSync(FILE)) return [];
  const { date, proofs } = JSON.parse(readFileSync(FILE, 'utf8')) as { date: string; proofs: Proof[] };
  const samples = [...new Set(proofs.map(({ sample }) => sample))];
  const cell = (sample: string, target: string): string => {
    const proof = proofs.find((one) => one.sample === sample && one.target === target);
    if (proof === undefined) return '–';
    const { triangles, faces, boundsError, areaError, volumeError } = proof;
    const errors = [boundsError, areaError, volumeError].filter((error) => error !== undefined);
    const size = triangles === undefined ? `${faces} faces` : `${triangles} △`;
    return errors.length === 0 ? `${size}, ours` : `${size}, ${Math.max(...errors).toExponential(0)}`;
  };
  return [
    '## Proof',
    `Of ${date}, by \`npm run prove\`: ${samples.length} real models (../shared/samples beside the checkout), each to every target through the`,
    'HTTP API. A cell has what the result holds, and the largest relative difference of bounds, area and volume between the',
    'source and what a program that is not ours reads from the result (OCCT by another package, assimp, OpenUSD). "ours": more than',
    '1,000 flat faces, which OCCT reads slowly: only our own reading back has compared it. Surfaces that are read again are cut into',
    'other triangles, which shows as about 1e-3. Every GLB passes gltf-validator, and every small result was made twice, byte by byte the same.',
    '',
    `| model | ${targets.join(' | ')} |`,
    `|---|${targets.map(() => '---|').join('')}`,
    ...samples.map(
      (sample) => `| ${sample} | ${targets.map((target) => cell(sample, target)).join(' | ')} |`,
    ),
    '',
  ];
}
