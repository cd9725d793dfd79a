// (b) GET by id beside a bare Fastify route on the same LMDB store. Each in a process of its own, in turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertCube } from './support/convert-cube.ts';
import { requestsPerSecond } from './support/load.ts';
import { startServer } from './support/server.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'bench-get-'));
const env = { STORAGE_DIR: folder };

try {
  const first = await startServer(new URL('support/converto-server.ts', import.meta.url), env);
  const { id } = await convertCube(first.address);
  const bare = await startServer(new URL('support/bare-get-server.ts', import.meta.url), env);
  const path = `/api/v1/conversions/${id}`;
  const rates: { ours: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one = {
      bare: await requestsPerSecond(bare.address + path),
      ours: await requestsPerSecond(first.address + path),
    };
    if (round > 0) rates.push(one); // the first round warms both up
  }
  await bare.stop();
  await first.stop();
  const ours = median(rates.map((one) => one.ours));
  const peer = median(rates.map((one) => one.bare));
  const ratio = median(rates.map((one) => one.ours / one.bare));
  printTable(
    [`GET by id, ${ROUNDS} rounds`, 'requests/s (median)', 'ratio'],
    [
      ['bare Fastify route, store.find', peer.toFixed(0), '1'],
      ['converto', ours.toFixed(0), ratio.toFixed(2)],
    ],
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
