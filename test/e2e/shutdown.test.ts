// The built program, told to stop while something is under way. Its engine is held by SIGSTOP, so that a conversion
// runs for as long as a test needs.
import { openAsBlob } from 'node:fs';
import t, { type Test } from 'tap';
import { openStream } from '../events/sse-client.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { halfAnUpload } from './half-an-upload.ts';
import {
  accepted,
  BRACKET,
  childrenOf,
  download,
  get,
  hasStatus,
  list,
  type Served,
  serve,
  stopEngines,
  storedFiles,
  upload,
} from './served-process.ts';

t.setTimeout(600_000);

const STOPPED = { code: 0, stderr: '' };

/** A conversion that runs until `goOn`, and one that has ended before. */
async function runningConversion(t: Test, served: Served, what: Parameters<typeof accepted>[1] = {}) {
  const ended = await accepted(served);
  await hasStatus(served, ended, 'completed');
  const { engines, goOn } = stopEngines(t, served);
  const id = await accepted(served, what);
  await hasStatus(served, id, 'in_progress');
  return { id, ended, engines, goOn };
}

const isDraining = (served: Served) =>
  waitUntil('it drains', async () => (await fetch(`${served.address}/readyz`)).status === 503);

t.test('what runs is finished within the grace, and whoever watches it sees the end', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { SHUTDOWN_GRACE_MS: '60000' });
  const { id, goOn, engines } = await runningConversion(t, first, {
    file: await openAsBlob(BRACKET),
    name: 'bracket.step',
    to: 'iges',
  });
  const waits = await accepted(first);
  const one = await openStream(t, `${first.address}/api/v1/conversions/${id}/events`);
  const many = await openStream(t, `${first.address}/api/v1/events?ids=${id},${waits}`);
  for (const stream of [one, many]) await stream.seen('snapshot');

  first.process.kill('SIGTERM');
  first.process.kill('SIGINT'); // a terminal and npm send two in the same instant: that is not a second Ctrl-C
  await isDraining(first);
  t.match(await (await fetch(`${first.address}/readyz`)).json(), { status: 'draining' });
  t.equal((await fetch(`${first.address}/livez`)).status, 200);
  const refused = await upload(first);
  t.match([refused.status, await refused.json()], [503, { code: 'shutting_down', retryable: true }]);
  t.ok(Number(refused.headers.get('retry-after')) > 0);
  const late = await fetch(`${first.address}/api/v1/conversions/${id}/events`);
  t.match([late.status, await late.json()], [503, { code: 'shutting_down' }]);
  t.match(await get(first, id), { status: 'in_progress' }, 'reading goes on');
  goOn();
  for (const stream of [one, many]) {
    await t.resolves(stream.ended, 'the stream ends as it should');
    t.match(await stream.seen('completed'), [{ data: { id, progress: 100 } }]);
  }
  t.match(await first.done, STOPPED);
  t.notOk(engines.some(isAlive));

  const second = await serve(t, folder);
  t.match(await get(second, id), { status: 'completed', attempt: 1 });
  t.match((await download(second, id)).toString('latin1', 72, 73), 'S', 'it is IGES');
  t.match(await hasStatus(second, waits, 'completed'), { attempt: 1 }, 'what waited was not begun');
});

t.test('while load balancers learn of the end, everything is still accepted', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { DRAIN_DELAY_MS: '20000' });
  first.process.kill('SIGTERM');
  await isDraining(first);
  const id = await accepted(first);
  t.match(await hasStatus(first, id, 'completed'), { attempt: 1 });
  t.equal((await fetch(`${first.address}/readyz`)).status, 503);
  t.match(await first.done, STOPPED);
});

t.test('what runs longer than the grace is given back, and the next start finishes it', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { SHUTDOWN_GRACE_MS: '0' });
  const { id, ended, engines } = await runningConversion(t, first);
  const one = await openStream(t, `${first.address}/api/v1/conversions/${id}/events`);
  const all = await openStream(t, `${first.address}/api/v1/events?ids=${id}`);
  for (const stream of [one, all]) await stream.seen('snapshot');
  const before = await get(first, id);
  first.process.kill('SIGTERM');
  for (const stream of [one, all]) await t.resolves(stream.ended, 'the stream ends as it should');
  t.match(await first.done, STOPPED);
  t.notOk(engines.some(isAlive), 'no engine is left');
  t.strictSame(childrenOf(first), []);
  const kept = [`/original/${id}/`, `/original/${ended}/`, `/converted/${ended}/`];
  const files = await storedFiles(folder);
  t.ok(files.length === 3 && kept.every((key) => files.some((path) => path.startsWith(key))), String(files));

  const second = await serve(t, folder);
  const after = await hasStatus(second, id, 'completed');
  t.equal(after.attempt, 2);
  t.equal(after.max_attempts - after.attempt, before.max_attempts - before.attempt, 'no attempt was spent');
  t.equal((await download(second, id)).length, after.output?.size_bytes);
});

t.test('an upload under way is finished within the grace, and converted by the next start', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { SHUTDOWN_GRACE_MS: '30000' });
  const { client, sendRest } = await halfAnUpload(t, first, folder);
  first.process.kill('SIGTERM');
  await isDraining(first);
  await sendRest();
  const answer = await client.answer();
  t.match(answer, { status: 201, headers: { connection: 'close' } });
  const { id } = answer.json() as unknown as { id: string };
  t.match(await first.done, STOPPED, 'it does not wait for a client that keeps its connection');
  const files = await storedFiles(folder);
  t.strictSame(files, [`/original/${id}/big.stl`], 'the upload is there and nothing else');

  const second = await serve(t, folder);
  const { output } = await hasStatus(second, id, 'completed');
  t.equal((await download(second, id)).length, output?.size_bytes);
});

t.test('an upload that does not finish within the grace is refused, and nothing of it is left', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { SHUTDOWN_GRACE_MS: '100' });
  const { client } = await halfAnUpload(t, first, folder);
  first.process.kill('SIGTERM');
  const answer = await client.answer();
  t.match([answer.status, answer.json()], [503, { code: 'shutting_down', retryable: true }]);
  client.socket.destroy();
  t.match(await first.done, STOPPED);
  t.strictSame(await storedFiles(folder), []);
  t.strictSame(await list(await serve(t, folder)), []);
});

t.test('a second Ctrl-C ends it at once with 1, and the next start has everything', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder, { SHUTDOWN_GRACE_MS: '600000' });
  const { id, ended, engines, goOn } = await runningConversion(t, first);
  const waits = await accepted(first);
  first.process.kill('SIGINT');
  await isDraining(first);
  let over = false;
  void first.done.then(() => (over = true));
  await waitUntil('it ends', () => {
    first.process.kill('SIGINT');
    return over;
  });
  t.match(await first.done, { code: 1, stderr: '' });
  goOn(); // or it could not see that its parent is gone
  await waitUntil('its engine ends, too', () => !engines.some(isAlive));

  const second = await serve(t, folder, { RETRY_BASE_MS: '1', SWEEP_INTERVAL_MS: '50' });
  t.match(await hasStatus(second, id, 'completed'), { attempt: 2 });
  t.match(await hasStatus(second, waits, 'completed'), { attempt: 1 });
  t.match(await get(second, ended), { status: 'completed', attempt: 1 });
  t.equal((await list(second)).length, 3);
});
