// Every process is replaced, one after another, while clients upload: none of them sees a failure.
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { CliRun } from '../support/run-cli.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, skip } from './distributed-processes.ts';
import { download, list, type Served, upload } from './served-process.ts';

t.setTimeout(600_000);

const CLIENTS = 4;
/** Of each client, between two uploads: the load is to be steady, and not all that the machine can bear. */
const PACE_MS = 150;

/** Knows the APIs that are ready, as a load balancer does: it asks them. */
function balance(apis: Served[]) {
  let ready: Served[] = [...apis];
  let over = false;
  const isReady = ({ address }: Served) =>
    fetch(`${address}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  const asking = (async () => {
    while (!over) {
      const answers = await Promise.all(apis.map(isReady));
      ready = apis.filter((_api, index) => answers[index]);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    pick: () => ready[Math.floor(Math.random() * ready.length)],
    async stop() {
      over = true;
      await asking;
    },
  };
}

const isRefusal = (error: unknown): boolean =>
  (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';

t.test('2 APIs and 2 workers are replaced under load', { skip }, async (t) => {
  const { api, worker } = cluster(t, { DRAIN_DELAY_MS: '500', SHUTDOWN_GRACE_MS: '5000' });
  const apis = await Promise.all([api(), api()]);
  const workers = await Promise.all([worker(), worker()]);
  const balancer = balance(apis);
  const accepted: string[] = [];
  const failures: unknown[] = [];
  let loading = true;

  const client = async () => {
    for (; loading; await delay(PACE_MS)) {
      const chosen = balancer.pick();
      if (chosen === undefined) continue;
      try {
        const answer = await upload(chosen, { to: 'obj' });
        const body = (await answer.json()) as { id: string };
        if (answer.status === 201) accepted.push(body.id);
        else failures.push([answer.status, body]);
      } catch (error) {
        if (!isRefusal(error)) failures.push((error as Error).cause ?? error);
      }
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const moreAreAccepted = () => {
    const before = accepted.length;
    return waitUntil('more are accepted', () => accepted.length >= before + 20, 60_000);
  };
  const replace = async <T extends CliRun>(run: T, start: () => Promise<T>): Promise<T> => {
    await moreAreAccepted();
    const replacement = await start();
    run.process.kill('SIGTERM');
    t.match(await run.done, { code: 0 });
    return replacement;
  };
  for (const index of [0, 1]) apis[index] = await replace(apis[index]!, api);
  for (const index of [0, 1]) workers[index] = await replace(workers[index]!, worker);
  await moreAreAccepted();
  loading = false;
  await Promise.all(clients);
  await balancer.stop();

  t.strictSame(failures, [], 'no request failed');
  const [first] = apis as [Served, Served];
  const states = new Map<string, string>();
  await waitUntil(
    'all that was accepted is completed',
    async () => {
      for (const id of accepted) {
        if (states.get(id) === 'completed') continue;
        const answer = await fetch(`${first.address}/api/v1/conversions/${id}`);
        states.set(id, ((await answer.json()) as { status: string }).status);
      }
      return accepted.every((id) => states.get(id) === 'completed');
    },
    120_000,
  );
  for (const { id, output } of (await list(first)).slice(0, 10))
    t.equal((await download(first, id)).length, output?.size_bytes);
  t.comment(`${accepted.length} accepted`);
});
