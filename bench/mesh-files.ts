// Big meshes from one format to another, each time in a fresh process: our mesh engine, which also measures the source
// and the written file, our reader and writer alone (which read the file back too), the assimp command and trimesh.
// Time and memory are those of the whole process, its start included; but the service converts in warm processes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBigStl } from './support/big-stl.ts';
import { assimp, type Contender, compileOurs, ours, runContender, trimesh } from './support/contenders.ts';
import { median, printTable } from './support/table.ts';
import type { Watched } from './support/watched-process.ts';

const ROUNDS = 3;
const TRIANGLES = { stl: 1_200_000, ply: 1_000_000, obj: 1_000_000 };
const folder = mkdtempSync(join(tmpdir(), 'bench-mesh-'));
const stl = join(folder, 'big.stl');

try {
  const dist = compileOurs();
  const [peer, other] = [assimp(), trimesh()];
  const direct = ours(dist, 'direct', 'converto: read, write, read back, measure');
  const engine = ours(dist, 'engine', 'converto: the whole engine, with its report');
  const warm = ours(dist, 'warm', 'converto: the same, warm, as in the service');
  const contenders = [direct, engine, warm, peer, other].filter((each) => each !== undefined);

  writeBigStl(stl, TRIANGLES.ply);
  const [ply, obj] = ['big.ply', 'big.obj'].map((name) => join(folder, name)) as [string, string];
  for (const made of [ply, obj]) await runContender(direct, stl, made);
  writeBigStl(stl, TRIANGLES.stl);

  for (const [source, target] of [
    [stl, 'big.glb'],
    [ply, 'out.stl'],
    [obj, 'big.glb'],
  ] as const) {
    const format = source.slice(source.lastIndexOf('.') + 1) as keyof typeof TRIANGLES;
    const title = `${TRIANGLES[format].toLocaleString('en')} triangles, ${format} → ${target.slice(-3)}`;
    await compare(title, contenders, source, join(folder, target));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(title: string, contenders: readonly Contender[], source: string, target: string) {
  const runs = contenders.map((): Watched[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contender] of contenders.entries())
      runs[index]!.push(await runContender(contender, source, target));
  }
  const figures = contenders.map(({ name }, index) => ({
    name,
    seconds: median(runs[index]!.map(({ seconds }) => seconds)),
    megabytes: Math.max(...runs[index]!.map(({ peakMegabytes }) => peakMegabytes ?? Number.NaN)),
  }));
  const reference = figures.find(({ name }) => name === 'assimp');
  printTable(
    [title, 'seconds (median of 3)', 'peak MB', 'times as fast as assimp', 'share of its memory'],
    figures.map(({ name, seconds, megabytes }) => [
      name,
      seconds.toFixed(2),
      megabytes.toFixed(0),
      reference ? (reference.seconds / seconds).toFixed(1) : '–',
      reference ? (megabytes / reference.megabytes).toFixed(2) : '–',
    ]),
  );
  console.log();
}
