// (e) 500 small conversions STL → OBJ through the HTTP API, beside one `converto convert` process for each, and beside
// one `assimp export` process for each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cubeStl } from '../test/support/cube.ts';
import { convertCube } from './support/convert-cube.ts';
import { findAssimp } from './support/find-assimp.ts';
import { startServer } from './support/server.ts';
import { printTable } from './support/table.ts';

const COUNT = 500;
const PROCESSES = 40; // spawning is slow: fewer are enough to know its rate
const folder = mkdtempSync(join(tmpdir(), 'bench-small-'));

/** Runs `count` pieces of work, as many at once as there are cores; how many a second. */
async function perSecond(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
  return (count / (performance.now() - started)) * 1000;
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

try {
  const cores = availableParallelism();
  const server = await startServer(new URL('support/converto-server.ts', import.meta.url), {
    STORAGE_DIR: join(folder, 'storage'),
    WORKER_CONCURRENCY: `${cores}`,
  });
  await convertCube(server.address); // warm
  const api = await perSecond(COUNT, 8, (index) => convertCube(server.address, 1 + index));
  await server.stop();

  const source = join(folder, 'cube.stl');
  writeFileSync(source, cubeStl(1));
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const ownProcess = await perSecond(PROCESSES, cores, (index) =>
    run(process.execPath, [cli, 'convert', source, join(folder, `${index}.obj`), '--quiet']),
  );
  const rows = [
    ['one `converto convert` process each', ownProcess.toFixed(1), '1'],
    [`converto, HTTP API, ${COUNT} conversions`, api.toFixed(1), (api / ownProcess).toFixed(1)],
  ];
  const [command, ...args] = findAssimp() ?? [];
  if (command !== undefined) {
    const assimp = await perSecond(PROCESSES, cores, (index) =>
      run(command, [...args, 'export', source, join(folder, `a${index}.obj`)]),
    );
    rows.push(['one `assimp export` process each', assimp.toFixed(1), (assimp / ownProcess).toFixed(1)]);
  }
  printTable(['500 small STL → OBJ', 'conversions/s', 'ratio'], rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
