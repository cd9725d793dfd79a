// (c) Throughput of a CPU-bound conversion with one worker process and with two.
import { readFileSync } from 'node:fs';
import { openDeployment } from './support/deployment.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 3;
const CONVERSIONS = 24;
const model = readFileSync(new URL('../examples/bracket.step', import.meta.url));

async function convert(address: string): Promise<void> {
  const form = new FormData();
  form.set('target_format', 'glb');
  form.set('options', JSON.stringify({ linear_deflection: 0.0005 }));
  form.set('file', new Blob([model]), 'bracket.step');
  const headers = { prefer: 'wait=60' };
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
  const { status } = (await answer.json()) as { status: string };
  if (status !== 'completed') throw new Error(`the conversion is ${status}: ${answer.status}`);
}

/** How many a second, with four always waiting. */
async function rateOf(address: string): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (next++ < CONVERSIONS) await convert(address);
    }),
  );
  return (CONVERSIONS / (performance.now() - started)) * 1000;
}

const deployment = await openDeployment();
try {
  const api = await deployment.start('api');
  const rates: { one: number; two: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = await deployment.start('worker');
    await convert(api.address); // its engine is warm
    const one = await rateOf(api.address);
    const second = await deployment.start('worker');
    await Promise.all([1, 2, 3, 4].map(() => convert(api.address)));
    const two = await rateOf(api.address);
    rates.push({ one, two });
    await Promise.all([first.stop(), second.stop()]);
  }
  const one = median(rates.map((rate) => rate.one));
  const two = median(rates.map((rate) => rate.two));
  const speedUp = median(rates.map((rate) => rate.two / rate.one));
  printTable(
    [`${CONVERSIONS} × STEP → GLB, ${ROUNDS} rounds`, 'conversions/s (median)', 'speed-up', 'of linear'],
    [
      ['1 worker process', one.toFixed(1), '1', ''],
      ['2 worker processes', two.toFixed(1), speedUp.toFixed(2), (speedUp / 2).toFixed(2)],
    ],
  );
} finally {
  await deployment.close();
}
