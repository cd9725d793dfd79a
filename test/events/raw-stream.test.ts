// What is on the wire, and what a reader that behaves badly leaves behind: nothing.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { waitUntil } from '../support/wait-until.ts';
import { listenToEvents } from './event-app.ts';
import { openStream } from './sse-client.ts';

async function speak(t: Test, url: string, request: string) {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  socket.write(request);
  return socket;
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

t.test('headers', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { url } = await listen(t, app);
  const { id } = await drive.inProgress();
  for (const path of [
    `/api/v1/conversions/${id}/events`,
    `/api/v1/events?ids=${id}`,
    '/api/v1/events?tag=a',
  ]) {
    const socket = await speak(t, url, get(path, 'Accept-Encoding: gzip, br\r\nOrigin: http://x\r\n'));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk;
    });
    await waitUntil('the head and the first line', () => answer.includes('retry: 2000\n\n'));
    const head = answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase().split('\r\n');
    t.equal(head[0], 'http/1.1 200 ok');
    t.ok(head.includes('content-type: text/event-stream; charset=utf-8'));
    t.ok(head.includes('cache-control: no-store, no-transform'));
    t.ok(head.includes('x-accel-buffering: no'));
    t.ok(head.includes('x-content-type-options: nosniff'));
    t.notOk(head.some((line) => line.startsWith('content-encoding') || line.startsWith('content-length')));
  }
});

t.test('a reader that goes away leaves no watcher, no place and no timer', async (t) => {
  const { url, drive, relay, streams, parts } = await listenToEvents(t, { config: { eventHeartbeatMs: 10 } });
  let finds = 0;
  const { find } = parts.store;
  parts.store.find = (id) => {
    finds += 1;
    return find(id);
  };
  const { id } = await drive.inProgress({ tag: 'mine' });
  const paths = [`/conversions/${id}/events`, `/events?ids=${id},${'0'.repeat(24)}`, '/events?tag=mine'];
  for (const path of paths) {
    const reader = await openStream(t, url + path);
    await reader.seen('snapshot');
    t.equal(streams.open, 1);
    t.equal(relay.watching, path.includes('ids') ? 2 : 1);
    reader.destroy();
    await waitUntil('the place is free', () => streams.open === 0);
    t.equal(relay.watching, 0);
  }
  const before = finds;
  await new Promise((resolve) => setTimeout(resolve, 50)); // five heartbeats, had a timer been left
  t.equal(finds, before, 'no heartbeat goes on');
});

t.test('every other way to end leaves nothing, too', async (t) => {
  const { url, drive, relay, streams, readiness } = await listenToEvents(t, {
    config: { maxEventStreams: 2 },
  });
  const running = await drive.inProgress();
  const ended = await drive.completed();
  const path = `${url}/conversions/${ended.id}/events`;
  const free = () => waitUntil('every place is free', () => streams.open === 0 && relay.watching === 0);

  await (await openStream(t, path)).ended;
  await free();
  t.equal((await openStream(t, path, { 'last-event-id': '3' })).status, 204);
  await free();
  t.equal((await openStream(t, `${url}/conversions/${'0'.repeat(24)}/events`)).status, 404);
  await free();
  t.equal((await openStream(t, `${url}/events?ids=${'0'.repeat(24)}`)).status, 404);
  await free();
  const kept = await fetch(`${url}/conversions/${'0'.repeat(24)}/events`);
  t.equal(kept.headers.get('connection'), 'keep-alive');
  await free();
  const head = await fetch(`${url}/conversions/${running.id}/events`, { method: 'HEAD' });
  t.match(head, { status: 200 });
  t.equal(head.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  await free();
  readiness.draining = true;
  t.equal((await openStream(t, path)).status, 503);
  await free();
});

t.test('a pipelined request that never got its turn gives its place back', async (t) => {
  const { url, drive, relay, streams } = await listenToEvents(t);
  const { id } = await drive.inProgress();
  const socket = await speak(t, url, get(`/conversions/${id}/events`).repeat(2));
  await waitUntil('two places are taken', () => streams.open === 2);
  socket.destroy();
  await waitUntil('every place is free', () => streams.open === 0);
  t.equal(relay.watching, 0);
});

t.test('a reader that stops reading is dropped, and what it left is released', async (t) => {
  const { url, drive, relay, streams } = await listenToEvents(t, {
    config: { slowReaderTimeoutMs: 2000, eventHeartbeatMs: 20 },
  });
  const options = { note: 'x'.repeat(200_000) };
  const ids: string[] = [];
  for (let count = 0; count < 100; count += 1) ids.push((await drive.inProgress({ options })).id);
  const path = `/events?ids=${ids.join()}`; // 20 MB of snapshots: more than the sockets hold

  const fast = await openStream(t, url + path);
  await fast.seen('snapshot', 100);
  fast.destroy();
  await waitUntil('its place is free', () => streams.open === 0);

  const slow = await speak(t, url, get(path));
  slow.pause();
  await waitUntil('its place is taken', () => streams.open === 1);
  const before = performance.now();
  await waitUntil('it is dropped', () => streams.open === 0);
  t.ok(performance.now() - before > 250, 'after its time was over');
  t.equal(relay.watching, 0);
  let received = 0;
  slow.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  slow.on('error', () => {}); // a reset is what is expected
  slow.resume();
  await once(slow, 'close');
  t.ok(received < 20_000_000, `${received} bytes were in the sockets, the rest was never written`);
});
