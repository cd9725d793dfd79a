// (a) A 1 GiB upload, multipart → disk with SHA-256 and fsync, beside a bare Node server that pipes a request to a
// file; and the memory of 16 uploads of 100 MB at once. The conversion itself is refused by a tiny limit, so that only
// the upload is measured.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBigStl } from './support/big-stl.ts';
import { residentBytes, startServer } from './support/server.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 3;
const GIB = 1024 ** 3;
const folder = mkdtempSync(join(tmpdir(), 'bench-upload-'));
const client = fileURLToPath(new URL('support/upload-client.ts', import.meta.url));

async function upload(address: string, file: string, kind: 'multipart' | 'raw'): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', client, address, file, kind, 'obj'], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the ${kind} upload ended with ${code}`);
}

async function rate(address: string, file: string, kind: 'multipart' | 'raw'): Promise<number> {
  const started = performance.now();
  await upload(address, file, kind);
  return (GIB / 1024 ** 2 / (performance.now() - started)) * 1000;
}

try {
  const big = join(folder, 'big.stl');
  writeBigStl(big, Math.floor((GIB - 84) / 100) * 2);
  const small = join(folder, 'small.stl');
  writeBigStl(small, 2_000_000);

  const env = { MAX_TRIANGLES: '1', WORKER_CONCURRENCY: '1' };
  const ours = await startServer(new URL('support/converto-server.ts', import.meta.url), {
    ...env,
    STORAGE_DIR: join(folder, 'converto'),
  });
  const bare = await startServer(new URL('support/pipe-server.ts', import.meta.url), { STORAGE_DIR: folder });
  const rates: { ours: number; bare: number }[] = [];
  await rate(ours.address, big, 'multipart'); // warm-up of both, not counted
  await rate(bare.address, big, 'raw');
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.push({
      bare: await rate(bare.address, big, 'raw'),
      ours: await rate(ours.address, big, 'multipart'),
    });
  }
  await bare.stop();
  await ours.stop();

  const fresh = await startServer(new URL('support/converto-server.ts', import.meta.url), {
    ...env,
    STORAGE_DIR: join(folder, 'fresh'),
  });
  await upload(fresh.address, small, 'multipart');
  const before = residentBytes(fresh.process.pid!);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentBytes(fresh.process.pid!));
  }, 20);
  await Promise.all(Array.from({ length: 16 }, () => upload(fresh.address, small, 'multipart')));
  clearInterval(watch);
  await fresh.stop();

  const oursRate = median(rates.map((one) => one.ours));
  const bareRate = median(rates.map((one) => one.bare));
  printTable(
    ['1 GiB upload', 'MiB/s (median of 3)', 'ratio'],
    [
      ['bare Node server, request → file', bareRate.toFixed(0), '1'],
      ['converto, multipart → file, SHA-256, fsync', oursRate.toFixed(0), (oursRate / bareRate).toFixed(2)],
    ],
  );
  console.log(
    `\n16 uploads of 100 MB at once: resident memory grew by ${((peak - before) / 1e6).toFixed(0)} MB.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
