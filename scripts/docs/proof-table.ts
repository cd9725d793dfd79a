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
    return errors.length === 0
      ? `${size}, not read by others`
      : `${size}, ${Math.max(...errors).toExponential(0)}`;
  };
  return [
    '## Proof',
    `Of ${date}, by \`npm run prove\`: ${samples.length} real models (../shared/samples beside the checkout), each to every target through the`,
    'HTTP API. A cell has what the result holds, and the largest relative difference of bounds, area and volume between the',
    'source and what programs that are not ours read from the result: OCCT by another package for B-reps, OpenUSD, assimp for the',
    'others. Between B-reps surfaces are measured, not triangles: 1e-4 is allowed, with IGES 1e-3. Every name and colour that they',
    'do not see is counted in `lost` of the report. Every GLB passes gltf-validator, every 3MF the XSDs and strict lib3mf, every USDZ',
    'the checks of OpenUSD, and every small result was made twice, byte by byte the same.',
    '',
    `| model | ${targets.join(' | ')} |`,
    `|---|${targets.map(() => '---|').join('')}`,
    ...samples.map(
      (sample) => `| ${sample} | ${targets.map((target) => cell(sample, target)).join(' | ')} |`,
    ),
    '',
  ];
}
