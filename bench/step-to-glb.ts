/**
 * STEP → GLB, every engine warm, and OCCT's own DRAW beside them in the same run: `npx tsx bench/step-to-glb.ts`. Ours do
 * more than their peers: they check the source, read the written GLB back and measure it.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS } from '../src/domain/engine-limits.ts';
import { loadOcctImport } from '../src/engines/cad/load-occt-import.ts';
import { importParameters, occtImportEngine } from '../src/engines/cad/occt-import-engine.ts';
import type { EngineModule } from '../src/engines/engine-module.ts';
import { createNativeEngine } from '../src/engines/native/native-engine.ts';
import { createWarmHost } from '../src/engines/native/warm-host.ts';
import { nativePython } from '../test/support/native-cad.ts';
import { convertWithDraw, findDraw } from './support/draw.ts';
import { median, printTable } from './support/table.ts';

const RUNS = 7;
const MODELS = ['as1-oc-214.stp', 'linkrods.step', 'nist_ctc_02_asme1_ap242.stp'];
const SAMPLES = fileURLToPath(new URL('../../shared/samples/', import.meta.url));
const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 2e7, maxVertices: 6e7, maxFacetedFaces: 100_000 };

if (!existsSync(SAMPLES)) {
  console.log('SKIPPED: no ../shared/samples');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'converto-bench-'));
const peer = await loadOcctImport();
await occtImportEngine.warm();
const host = nativePython === undefined ? undefined : createWarmHost(() => nativePython);
const native = host && createNativeEngine(host);
if (native === undefined) console.log('SKIPPED native: node scripts/ci/native-cad.mjs installs it.\n');
await native?.warm();
const draw = findDraw();
let run = 0;

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The whole conversion, and what of it is ours: all but the engine's reading and meshing. */
async function whole(engine: EngineModule, sourcePath: string) {
  run += 1;
  const targetPath = join(folder, `${run}.glb`);
  const job = {
    sourceFormat: 'step',
    targetFormat: 'glb',
    sourcePath,
    targetPath,
    modelName: 'model',
    options: {},
  } as const;
  const report = await engine.convert(job, LIMITS, () => {});
  rmSync(targetPath);
  return report;
}

try {
  const rows: string[][] = [];
  for (const model of MODELS) {
    const source = join(SAMPLES, model);
    const times = {
      peer: [] as number[],
      ours: [] as number[],
      native: [] as number[],
      draw: [] as number[],
    };
    // DRAW meshes with a length: what our share of the size is for this model.
    const { source: measured } = await whole(occtImportEngine, source);
    const sides = measured.bounds!.max.map((high, axis) => high - measured.bounds!.min[axis]!);
    const deflection = (sides.reduce((sum, side) => sum + side, 0) / 3) * 0.001;
    for (let round = 0; round <= RUNS; round += 1) {
      const taken = {
        peer: await timed(async () =>
          peer.ReadFile('step', await readFile(source), importParameters('step', {})),
        ),
        ours: await timed(() => whole(occtImportEngine, source)),
        native: native === undefined ? Number.NaN : await timed(() => whole(native, source)),
        draw:
          draw === undefined
            ? Number.NaN
            : (await convertWithDraw(draw, source, join(folder, 'draw.glb'), deflection)) * 1000,
      };
      if (round === 0) continue; // warms all up
      for (const name of ['peer', 'ours', 'native', 'draw'] as const) times[name].push(taken[name]);
    }
    const [occt, ours, fast, drawn] = [times.peer, times.ours, times.native, times.draw].map(median) as [
      number,
      number,
      number,
      number,
    ];
    rows.push([
      model,
      occt.toFixed(0),
      `${ours.toFixed(0)} (${(ours / occt).toFixed(2)} ×)`,
      Number.isNaN(fast) ? '–' : fast.toFixed(0),
      Number.isNaN(drawn) ? '–' : drawn.toFixed(0),
      Number.isNaN(fast / drawn) ? '–' : (drawn / fast).toFixed(1),
    ]);
  }
  printTable(
    [
      'warm, in milliseconds (median of 7)',
      'occt-import-js alone',
      'converto, WebAssembly',
      'converto, native',
      'DRAW, whole process',
      'native against DRAW',
    ],
    rows,
  );
} finally {
  host?.close();
  rmSync(folder, { recursive: true, force: true });
}
