// (e) How long a conversion waits after its worker was killed with SIGKILL, and after the broker restarted; and how soon
// a cancellation ends the engine of a worker elsewhere.
import { readFileSync } from 'node:fs';
import { childrenOf } from '../test/e2e/served-process.ts';
import { cubeStl } from '../test/support/cube.ts';
import { isAlive } from '../test/support/processes.ts';
import { waitUntil } from '../test/support/wait-until.ts';
import { openDeployment } from './support/deployment.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 3;
const LEASE_MS = 5000;
const LIMIT_MS = 60_000;
const slow = readFileSync(new URL('../examples/bracket.step', import.meta.url));

async function upload(address: string, file: Uint8Array, name: string, to: string): Promise<string> {
  const form = new FormData();
  form.set('target_format', to);
  form.set('file', new Blob([new Uint8Array(file)]), name);
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form });
  if (answer.status !== 201) throw new Error(`the upload was answered ${answer.status}`);
  return ((await answer.json()) as { id: string }).id;
}

const statusOf = async (address: string, id: string) =>
  ((await (await fetch(`${address}/api/v1/conversions/${id}`)).json()) as { status: string }).status;

const deployment = await openDeployment({ LEASE_MS: `${LEASE_MS}`, SWEEP_INTERVAL_MS: '500' });
try {
  const api = await deployment.start('api');
  const has = (id: string, status: string) =>
    waitUntil(`${id} is ${status}`, async () => (await statusOf(api.address, id)) === status, LIMIT_MS);

  let worker = await deployment.start('worker');
  const afterKill: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const spare = await deployment.start('worker');
    process.kill(spare.process.pid!, 'SIGSTOP'); // so that the first one gets it
    const id = await upload(api.address, slow, 'bracket.step', 'glb');
    await has(id, 'in_progress');
    process.kill(spare.process.pid!, 'SIGCONT');
    worker.process.kill('SIGKILL');
    const killedAt = performance.now();
    await waitUntil(
      'another attempt runs',
      async () => {
        const answer = await fetch(`${api.address}/api/v1/conversions/${id}`);
        const { attempt, status } = (await answer.json()) as { attempt: number; status: string };
        return attempt > 1 && status !== 'pending';
      },
      LIMIT_MS,
    );
    afterKill.push(performance.now() - killedAt);
    await has(id, 'completed');
    worker = spare;
  }

  const afterCancel: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [engine] = childrenOf({ process: worker.process });
    if (engine === undefined) throw new Error('the worker has no engine');
    process.kill(-engine, 'SIGSTOP'); // so that it cannot finish; a sandbox leads its group
    const id = await upload(api.address, cubeStl(1), 'cube.stl', 'obj');
    await has(id, 'in_progress');
    const cancelledAt = performance.now();
    await fetch(`${api.address}/api/v1/conversions/${id}/cancel`, { method: 'POST' });
    await waitUntil('its engine is gone', () => !isAlive(engine), LIMIT_MS);
    afterCancel.push(performance.now() - cancelledAt);
    await has(await upload(api.address, cubeStl(1), 'cube.stl', 'obj'), 'completed');
  }

  const afterRestart: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await deployment.broker.kill();
    await deployment.broker.start(); // resolves once it speaks
    const readyAt = performance.now();
    await waitUntil(
      'a conversion goes through',
      async () => {
        const id = await upload(api.address, cubeStl(1 + round), 'cube.stl', 'obj').catch(() => undefined);
        if (id === undefined) return false;
        await has(id, 'completed');
        return true;
      },
      LIMIT_MS,
    );
    afterRestart.push(performance.now() - readyAt);
  }
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const row = (what: string, times: number[], mark: number) => [
    what,
    seconds(median(times)),
    seconds(Math.max(...times)),
    seconds(mark),
  ];
  printTable(
    [`${ROUNDS} rounds each`, 'median', 'worst', 'mark'],
    [
      row(`worker killed → another attempt runs (lease ${LEASE_MS / 1000} s)`, afterKill, LEASE_MS + 2000),
      row('cancelled at an API → the engine of the worker is gone', afterCancel, 1000),
      row('broker ready again → an upload accepted and completed', afterRestart, 5000),
    ],
  );
} finally {
  await deployment.close();
}
