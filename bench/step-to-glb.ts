/**
 * STEP → GLB against occt-import-js alone, both warm and in the same run: `npx tsx bench/step-to-glb.ts`.
 * The aim is at most 1.3 times its time, for everything that a conversion does besides: checking the source, writing
 * the GLB, reading it back and measuring it.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadOcctImport } from '../src/engines/cad/load-occt-import.ts';
import { importParameters, occtImportEngine } from '../src/engines/cad/occt-import-engine.ts';
import { median, printTable } from './support/table.ts';

const RUNS = 5;
const MODELS = ['as1-oc-214.stp', 'linkrods.step', 'nist_ctc_02_asme1_ap242.stp'];
const SAMPLES = fileURLToPath(new URL('../../shared/samples/', import.meta.url));
const LIMITS = { maxTriangles: 2e7, maxVertices: 2e7, maxFacetedFaces: 50_000 };

if (!existsSync(SAMPLES)) {
  console.log('SKIPPED: no ../shared/samples');
  process.exit(0);
}

const folder = await mkdtemp(path.join(tmpdir(), 'converto-bench-'));
const peer = await loadOcctImport();
await occtImportEngine.warm();

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

try {
  const rows: string[][] = [];
  for (const model of MODELS) {
    const sourcePath = path.join(SAMPLES, model);
    let run = 0;
    const alone = async () => peer.ReadFile('step', await readFile(sourcePath), importParameters({}));
    const whole = () => {
      run += 1;
      const targetPath = path.join(folder, `${model}-${run}.glb`);
      const job = {
        sourceFormat: 'step',
        targetFormat: 'glb',
        sourcePath,
        targetPath,
        modelName: model,
      } as const;
      return occtImportEngine.convert({ ...job, options: {} }, LIMITS, () => {});
    };
    const times: { alone: number[]; whole: number[] } = { alone: [], whole: [] };
    for (let round = 0; round <= RUNS; round += 1) {
      const [peerMs, ourMs] = [await timed(alone), await timed(whole)];
      if (round === 0) continue; // warms both up
      times.alone.push(peerMs);
      times.whole.push(ourMs);
    }
    const ratio = median(times.whole) / median(times.alone);
    rows.push([model, median(times.alone).toFixed(0), median(times.whole).toFixed(0), ratio.toFixed(2)]);
  }
  printTable(['warm, in milliseconds', 'occt-import-js', 'converto', 'ratio'], rows);
} finally {
  await rm(folder, { recursive: true, force: true });
}
