// API and workers in processes of their own, on a real database and a real broker.
import t from 'tap';
import { openStream } from '../events/sse-client.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, holdConversion, skip } from './distributed-processes.ts';
import { accepted, download, get, hasStatus, list } from './served-process.ts';

t.setTimeout(600_000);

t.test('what one API accepts any worker converts, and another API shows', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [first, second] = await Promise.all([api(), api(), worker(), worker()]);
  const ready = await fetch(`${second.address}/readyz?verbose`);
  t.match([ready.status, await ready.json()], [200, { status: 'ready' }]);
  const ids = await Promise.all(Array.from({ length: 6 }, () => accepted(first)));
  const stream = await openStream(t, `${second.address}/api/v1/events?ids=${ids.join()}`);
  for (const id of ids) {
    const { output, attempt } = await hasStatus(second, id, 'completed');
    t.equal(attempt, 1);
    t.equal((await download(second, id)).length, output?.size_bytes);
  }
  await stream.ended;
  t.equal((await stream.seen('completed')).length, ids.length, 'every end was seen at the other API');
  t.strictSame((await list(second)).map(({ id }) => id).sort(), [...ids].sort());
});

t.test('a worker that is killed loses nothing: another one finishes', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [served, first] = await Promise.all([api(), worker()]);
  const { id } = await holdConversion(t, served, first);
  first.process.kill('SIGKILL');
  await worker();
  t.match(await hasStatus(served, id, 'completed'), { attempt: 2 });
});

t.test('a cancellation reaches the worker that converts', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [served, first] = await Promise.all([api(), worker()]);
  const { id, engines, goOn } = await holdConversion(t, served, first);
  const cancelled = await fetch(`${served.address}/api/v1/conversions/${id}/cancel`, { method: 'POST' });
  t.equal(cancelled.status, 202);
  await waitUntil('its engine is gone', () => engines.some((engine) => !isAlive(engine)));
  goOn();
  t.match(await get(served, id), { status: 'cancelled' });
  await hasStatus(served, await accepted(served), 'completed');
});

t.test('a worker that is told to stop hands back what it cannot finish', { skip }, async (t) => {
  const { api, worker } = cluster(t, { SHUTDOWN_GRACE_MS: '0' });
  const [served, first] = await Promise.all([api(), worker()]);
  const { id } = await holdConversion(t, served, first);
  first.process.kill('SIGTERM');
  t.match(await first.done, { code: 0 });
  t.match(await get(served, id), { status: 'pending' });
  await worker();
  t.match(await hasStatus(served, id, 'completed'), { attempt: 2, max_attempts: 4 }, 'it did not count');
});
