// What our own mesh readers and writers hold in memory, each in a fresh process: `npx tsx bench/memory.ts [formats…]`.
// A grid of a million triangles, without and with normals, texture coordinates and vertex colours. Geometry is what the
// model has in typed arrays: positions, indices, normals, texture coordinates, colours and polygons. What is held is the
// most that was ever resident, the model included, less what was resident before there was one. Needs Linux.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FormatId } from '../src/domain/formats.ts';
import { withArchive } from '../src/engines/mesh/archive/open-archive.ts';
import type { MeshOptions } from '../src/engines/mesh/read-result.ts';
import { exportWithUsdCore, haveUsdCore } from '../test/support/usd-core.ts';
import { GRID_CELLS, SMALL_CELLS, smallPath } from './support/grid-model.ts';
import { TEXT_FORMATS, writeGridText } from './support/grid-text.ts';
import type { MemoryJob, MemoryTaken } from './support/mesh-memory.ts';
import { median, printTable } from './support/table.ts';
import { watchProcess } from './support/watched-process.ts';

const ROUNDS = 3;
const WRITTEN: readonly { title: string; format: FormatId; options?: MeshOptions; isPlain?: true }[] = [
  { title: 'STL, binary', format: 'stl', isPlain: true },
  { title: 'STL, ASCII', format: 'stl', options: { encoding: 'ascii' }, isPlain: true },
  { title: 'OBJ', format: 'obj' },
  { title: 'PLY, binary', format: 'ply' },
  { title: 'PLY, ASCII', format: 'ply', options: { encoding: 'ascii' } },
  { title: 'OFF', format: 'off', options: { vertex_attributes: 'all' } },
  { title: 'GLB', format: 'glb' },
  { title: 'glTF', format: 'gltf' },
  { title: '3MF', format: '3mf' },
  { title: 'USDZ', format: 'usdz' },
];
const PROGRAM = fileURLToPath(new URL('support/mesh-memory.ts', import.meta.url));
const REGISTER = new URL('../scripts/typescript/register.mjs', import.meta.url).href;

const asked = process.argv.slice(2);
const isAsked = (format: FormatId): boolean => asked.length === 0 || asked.includes(format);
const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
const rows: string[][] = [];

try {
  for (const { title, format, options = {}, isPlain } of WRITTEN) {
    if (!isAsked(format)) continue;
    for (const attributes of isPlain ? [false] : [false, true]) {
      const name = attributes ? `${title}, with attributes` : title;
      const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.${format}`);
      const job = { format, path, options, attributes };
      await measure(`write ${name}`, { ...job, how: 'write' });
      await measure(`read ${name}`, { ...job, how: 'read' });
      if (format === 'usdz') await measureLayers(name, path);
      rmSync(path);
    }
  }
  for (const format of TEXT_FORMATS.filter(isAsked)) {
    const path = join(folder, `grid.${format}`);
    writeGridText(format, path, GRID_CELLS);
    writeGridText(format, smallPath(path), SMALL_CELLS);
    await measure(`read ${format.toUpperCase()}`, { how: 'read', format, path, options: {} });
  }
  printTable(['a million triangles', 'geometry, MB', 'held, MB', 'held ÷ geometry', 'CPU s'], rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The layer of a package as it is, and as Pixar's own library writes it in binary. */
async function measureLayers(name: string, usdz: string): Promise<void> {
  const formOf = (path: string, form: 'usda' | 'usdc') => path.replace(/usdz$/, form);
  for (const each of [usdz, smallPath(usdz)]) {
    await withArchive(each, undefined, (archive) =>
      archive.extract(archive.entries[0]!, formOf(each, 'usda')),
    );
    if (haveUsdCore) exportWithUsdCore(formOf(each, 'usda'), formOf(each, 'usdc'));
  }
  for (const form of haveUsdCore ? (['usda', 'usdc'] as const) : (['usda'] as const)) {
    const title = `read ${name.replace('USDZ', form.toUpperCase())}`;
    await measure(title, { how: 'read', format: 'usd', path: formOf(usdz, form), options: {} });
  }
}

async function measure(title: string, job: MemoryJob): Promise<void> {
  const taken: MemoryTaken[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { output } = await watchProcess(process.execPath, [
      '--import',
      REGISTER,
      PROGRAM,
      JSON.stringify(job),
    ]);
    taken.push(JSON.parse(output));
  }
  const { geometryBytes, triangles } = taken[0]!;
  if (triangles !== GRID_CELLS ** 2) throw new Error(`${title}: ${triangles} triangles`);
  const heldBytes = Math.max(...taken.map((each) => each.heldBytes));
  const cpuSeconds = median(taken.map((each) => each.cpuSeconds));
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  const ratio = (heldBytes / geometryBytes).toFixed(1);
  rows.push([title, megabytes(geometryBytes), megabytes(heldBytes), ratio, cpuSeconds.toFixed(2)]);
}
