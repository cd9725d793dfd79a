import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { createApi } from '../../src/client/api.ts';
import type { ConversionProgress } from '../../src/client/types.ts';
import { WATCH_TIMES, type WatchTimes, watchConversion } from '../../src/client/watch.ts';
import { buildTestApp, listen, type TestAppOverrides } from '../support/build-test-app.ts';
import { openTcpGate } from '../support/tcp-gate.ts';
import { waitUntil } from '../support/wait-until.ts';

t.setTimeout(120_000);

async function start(t: Test, overrides: TestAppOverrides = {}) {
  const test = await buildTestApp(t, { config: { progressFrameIntervalMs: 1 }, ...overrides });
  return { ...test, ...(await listen(t, test.app)) };
}

/** Watches, and notes what is seen and asked. */
function watch(baseUrl: string, id: string, times: Partial<WatchTimes> = {}, signal?: AbortSignal) {
  const asked: { path: string; lastEventId: string | null }[] = [];
  const seen: ConversionProgress[] = [];
  const api = createApi({
    baseUrl,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      asked.push({ path: new URL(String(input)).pathname, lastEventId: headers.get('last-event-id') });
      return fetch(input, init);
    },
  });
  const onProgress = (progress: ConversionProgress) => void seen.push(progress);
  const done = watchConversion(api, id, { onProgress, signal }, { ...WATCH_TIMES, ...times });
  done.catch(() => {}); // a test waits for it later
  const polls = () => asked.filter(({ path }) => !path.endsWith('/events')).length;
  return { done, seen, asked, polls, streams: () => asked.length - polls() };
}

/** Before the server, changing its answers. */
async function proxy(
  t: Test,
  port: number,
  relay: (path: string, answer: ServerResponse, chunk: Buffer) => void,
) {
  const server = createServer((incoming, answer) => {
    const path = incoming.url ?? '';
    const upstream = request({ port, host: '127.0.0.1', path, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.on('data', (chunk: Buffer) => relay(path, answer, chunk));
      response.on('error', () => answer.destroy());
      response.on('end', () => answer.end());
    });
    upstream.on('error', () => answer.destroy());
    answer.on('close', () => upstream.destroy());
    upstream.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test('one connection brings everything, to the end', async (t) => {
  const { url, drive } = await start(t);
  const { id } = await drive.pending();
  const { done, seen, asked } = watch(url, id);
  await waitUntil('the snapshot', () => seen.length === 1);
  await drive.start(id);
  await waitUntil('the start', () => seen.length === 2);
  await drive.advance(id, { stage: 'reading', progress: 40 });
  await waitUntil('progress', () => seen.length === 3);
  await drive.complete(id);
  t.match(await done, { id, status: 'completed', report: { triangles: 1 } });
  t.match(seen, [
    { status: 'pending', queue_position: 1 },
    { status: 'in_progress', progress: 0 },
    { status: 'in_progress', progress: 40, stage: 'reading' },
    { status: 'completed', progress: 100 },
  ]);
  t.equal(asked.length, 1);
});

t.test('every end is an end', async (t) => {
  const { url, drive, store } = await start(t, { config: { eventHeartbeatMs: 50 } });
  for (const state of ['completed', 'failed', 'cancelled'] as const)
    t.equal((await watch(url, (await drive[state]()).id).done).status, state);
  const { id } = await drive.pending();
  const { done, seen } = watch(url, id);
  await waitUntil('it watches', () => seen.length === 1);
  await store.remove(id);
  await t.rejects(done, { code: 'conversion_not_found', status: 404, message: /deleted/ });
  await t.rejects(watch(url, '0123456789abcdef01234567').done, { code: 'conversion_not_found', status: 404 });
  await t.rejects(watch(url, 'nonsense').done, { code: 'id_malformed', status: 400 });
});

t.test('a server that dies in the middle is waited for, and asked for what is newer only', async (t) => {
  const { port, drive } = await start(t);
  const gate = await openTcpGate(t, { host: '127.0.0.1', port });
  const { id } = await drive.inProgress();
  const { done, seen, asked, polls } = watch(`http://127.0.0.1:${gate.port}`, id);
  await waitUntil('it watches', () => seen.length === 1);
  await gate.shut();
  await waitUntil('it tries again', () => asked.length >= 2, 30_000);
  await gate.open();
  await waitUntil('it is back', () => asked.length >= 3, 30_000);
  await drive.complete(id);
  t.equal((await done).status, 'completed');
  t.match(asked.at(-1), { path: /\/events$/, lastEventId: '2' });
  t.equal(polls(), 0);
});

t.test('the end that came while nobody was connected is fetched', async (t) => {
  const { port, drive, url } = await start(t);
  let cuts = 0;
  const between = await proxy(t, port, (path, answer, chunk) => {
    answer.write(chunk);
    // The last frame arrives, and its reader does not see the end of it: it comes back with that id.
    if (path.endsWith('/events') && chunk.includes('snapshot') && cuts++ === 0)
      setImmediate(() => answer.destroy());
  });
  const { id } = await drive.inProgress();
  const { done, seen } = watch(between, id);
  await waitUntil('it watches', () => seen.length === 1);
  await drive.complete(id);
  t.equal((await done).status, 'completed');
  const memory = await fetch(`${url}/api/v1/conversions/${id}/events?last_event_id=3`);
  t.equal(memory.status, 204, 'as the server says to one who has seen all');
});

t.test('204 ends a watch too', async (t) => {
  const { url, drive } = await start(t);
  const { id } = await drive.completed();
  const api = createApi({
    baseUrl: url,
    fetch: (input, init) =>
      fetch(String(input).endsWith('/events') ? `${input}?last_event_id=3` : input, init),
  });
  t.equal((await watchConversion(api, id, {})).status, 'completed');
});

t.test('where a proxy holds streams back, it polls', async (t) => {
  const { port, drive } = await start(t);
  const between = await proxy(t, port, (path, answer, chunk) => {
    if (!path.endsWith('/events')) answer.write(chunk);
  });
  const { id } = await drive.inProgress();
  const { done, seen, streams, polls } = watch(between, id, { silenceMs: 500 });
  await waitUntil('a state was polled', () => seen.length === 1);
  await drive.advance(id, { stage: 'reading', progress: 40 });
  await waitUntil('a newer one was', () => seen.at(-1)?.progress === 40);
  await drive.fail(id);
  t.match(await done, { status: 'failed', error: { code: 'input_malformed' } });
  t.equal(streams(), 1);
  t.ok(polls() >= 2);
});

t.test('where a proxy cuts streams again and again, it polls', async (t) => {
  const { port, drive } = await start(t);
  const between = await proxy(t, port, (path, answer, chunk) => {
    answer.write(chunk);
    if (path.endsWith('/events') && chunk.includes('retry')) setImmediate(() => answer.destroy());
  });
  const { id } = await drive.inProgress();
  const { done, polls, streams } = watch(between, id);
  await waitUntil('it polls', () => polls() > 0, 30_000);
  t.equal(streams(), 3);
  await drive.complete(id);
  t.equal((await done).status, 'completed');
});

t.test('a server with too many streams is polled, one that stays away is given up', async (t) => {
  const { url, drive, readiness, port } = await start(t, { config: { maxEventStreams: 0 } });
  const { id } = await drive.inProgress();
  const { done, polls } = watch(url, id);
  await waitUntil('it polls', () => polls() > 0);
  await drive.complete(id);
  t.equal((await done).status, 'completed');

  readiness.draining = true;
  const refused = watch(url, (await drive.inProgress()).id, { patienceMs: 100 });
  await t.rejects(refused.done, { code: 'shutting_down', status: 503, retryAfterMs: 5000 });
  t.equal(refused.asked.length, 1, 'it asks for more patience than there is');
  const gate = await openTcpGate(t, { host: '127.0.0.1', port });
  await gate.shut();
  const away = watch(`http://127.0.0.1:${gate.port}`, id, { patienceMs: 1000 });
  await t.rejects(away.done, { code: 'server_unreachable', retryable: true });
  t.equal(away.asked.length, 2);
});

t.test('an abort ends it at once, in every state', async (t) => {
  const reason = new Error('enough');
  const { url, port, drive } = await start(t);
  const { id } = await drive.inProgress();
  const gate = await openTcpGate(t, { host: '127.0.0.1', port });
  for (const [what, base, times] of [
    ['connected', url, {}],
    [
      'polling',
      await proxy(t, port, (path, answer, chunk) => void (path.endsWith('/events') || answer.write(chunk))),
      { silenceMs: 300 },
    ],
  ] as const) {
    const controller = new AbortController();
    const { done, seen } = watch(base, id, times, controller.signal);
    await waitUntil(what, () => seen.length > 0);
    controller.abort(reason);
    t.equal(await done.catch((error) => error), reason, what);
  }
  await gate.shut();
  const controller = new AbortController();
  const { done, asked } = watch(`http://127.0.0.1:${gate.port}`, id, {}, controller.signal);
  await waitUntil('it waits', () => asked.length > 0);
  controller.abort(reason);
  t.equal(await done.catch((error) => error), reason, 'waiting');
  t.equal((await drive.advance(id, { stage: 'reading', progress: 50 })).status, 'in_progress', 'it goes on');
});

t.test('what the listener throws ends the watch', async (t) => {
  const { url, drive } = await start(t);
  const mistake = new Error('of the caller');
  const watching = watchConversion(createApi({ baseUrl: url }), (await drive.completed()).id, {
    onProgress: () => {
      throw mistake;
    },
  });
  t.equal(await watching.catch((error) => error), mistake);
});
