// (c) Throughput of a CPU-bound conversion with one worker process and with two, beside processes of the command line that
// convert the same file with nothing else on the machine: what two cores give to two of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBigStl } from './support/big-stl.ts';
import { openDeployment } from './support/deployment.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 3;
const CONVERSIONS = 24;
const TRIANGLES = 48_000;
/** A second of pure computing; what the services do beside it counts little. */
const SAMPLE = new URL('../../shared/samples/linkrods.step', import.meta.url);
/** Without the sample: half a second, of which much is memory that two processes share. */
const [name, to] = existsSync(SAMPLE) ? ['linkrods.step', 'glb'] : ['big.stl', 'step'];

const folder = mkdtempSync(join(tmpdir(), 'bench-workers-'));
const source = join(folder, name);
if (existsSync(SAMPLE)) copyFileSync(SAMPLE, source);
else writeBigStl(source, TRIANGLES);
const model = readFileSync(source);
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

async function convert(address: string): Promise<void> {
  const form = new FormData();
  form.set('target_format', to);
  form.set('file', new Blob([new Uint8Array(model)]), name);
  const headers = { prefer: 'wait=60' };
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
  const { status } = (await answer.json()) as { status: string };
  if (status !== 'completed') throw new Error(`the conversion is ${status}: ${answer.status}`);
}

/** How many a second, `atOnce` under way at any time. */
async function rateOf(atOnce: number, one: (slot: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async (_, slot) => {
      while (next++ < CONVERSIONS) await one(slot);
    }),
  );
  return (CONVERSIONS / (performance.now() - started)) * 1000;
}

async function convertAlone(slot: number): Promise<void> {
  const args = [cli, 'convert', source, join(folder, `${slot}.${to}`), '--quiet'];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  if (code !== 0) throw new Error(`converto convert ended with ${code}`);
}

const bare = { one: await rateOf(1, convertAlone), two: await rateOf(2, convertAlone) };
const deployment = await openDeployment();
try {
  const api = await deployment.start('api');
  const rates: { one: number; two: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await deployment.start('worker');
    await convert(api.address); // its engine is warm
    const one = await rateOf(4, () => convert(api.address));
    const second = await deployment.start('worker');
    await Promise.all([1, 2, 3, 4].map(() => convert(api.address)));
    const two = await rateOf(4, () => convert(api.address));
    rates.push({ one, two });
    await Promise.all([first.stop(), second.stop()]);
  }
  const one = median(rates.map((rate) => rate.one));
  const two = median(rates.map((rate) => rate.two));
  const speedUp = median(rates.map((rate) => rate.two / rate.one));
  printTable(
    [`${CONVERSIONS} × ${name} → ${to}, ${ROUNDS} rounds`, 'conversions/s (median)', 'speed-up', 'of linear'],
    [
      ['1 process of the command line', bare.one.toFixed(1), '1', ''],
      [
        '2 at once',
        bare.two.toFixed(1),
        (bare.two / bare.one).toFixed(2),
        (bare.two / bare.one / 2).toFixed(2),
      ],
      ['1 worker process', one.toFixed(1), '1', ''],
      ['2 worker processes', two.toFixed(1), speedUp.toFixed(2), (speedUp / 2).toFixed(2)],
    ],
  );
} finally {
  await deployment.close();
  rmSync(folder, { recursive: true });
}
