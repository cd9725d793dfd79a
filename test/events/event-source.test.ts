// With the EventSource that browsers' behaviour is copied in, not with a parser of ours.
import type { Socket } from 'node:net';
import { EventSource } from 'eventsource';
import t, { type Test } from 'tap';
import { buildTestApp, listen, type TestAppOverrides } from '../support/build-test-app.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Request {
  atMs: number;
  lastEventId: string | undefined;
  status: number;
}

async function startServer(t: Test, overrides: TestAppOverrides = {}) {
  const { app, drive } = await buildTestApp(t, overrides);
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => sockets.add(socket));
  const { url } = await listen(t, app);
  return { url, drive, cutConnections: () => sockets.forEach((socket) => void socket.destroy()) };
}

function watch(t: Test, url: string) {
  const requests: Request[] = [];
  const seen: [event: string, id: string, data: Record<string, unknown>][] = [];
  const source = new EventSource(url, {
    async fetch(input, init) {
      const { headers } = init as { headers: Record<string, string> };
      const answer = await fetch(input, init);
      requests.push({
        atMs: performance.now(),
        lastEventId: headers['Last-Event-ID'],
        status: answer.status,
      });
      return answer;
    },
  });
  t.teardown(() => source.close());
  for (const name of ['snapshot', 'progress', 'completed', 'failed', 'cancelled', 'deleted', 'done'])
    source.addEventListener(name, ({ type, lastEventId, data }) => {
      seen.push([type, lastEventId, JSON.parse(data)]);
    });
  return { source, requests, seen, events: () => seen.map(([event, id]) => `${event} ${id}`) };
}

t.test('sees a conversion from its acceptance to its end, comes back once, and stops at 204', async (t) => {
  const { url, drive } = await startServer(t, { config: { progressFrameIntervalMs: 1 } });
  const { id } = await drive.pending();
  const { source, seen, events, requests } = watch(t, `${url}/api/v1/conversions/${id}/events`);
  await waitUntil('the snapshot', () => seen.length === 1);
  await drive.start(id);
  await waitUntil('the start', () => seen.length === 2);
  await drive.advance(id, { stage: 'reading', progress: 30 });
  await waitUntil('progress', () => seen.length === 3);
  await drive.complete(id);
  await waitUntil('the end', () => seen.length === 4);
  t.strictSame(events(), ['snapshot 1', 'progress 2', 'progress 3', 'completed 4']);
  t.match(
    seen.map(([, , data]) => data),
    [
      { id, status: 'pending', progress: 0, queue_position: 1, links: { self: `/api/v1/conversions/${id}` } },
      { id, status: 'in_progress', progress: 0, stage: 'validating', attempt: 1, updated_at: /Z$/ },
      { id, status: 'in_progress', progress: 30, stage: 'reading', attempt: 1 },
      {
        id,
        status: 'completed',
        progress: 100,
        converted_file_path: /^\/converted\//,
        report: { triangles: 1 },
      },
    ],
  );
  await waitUntil('EventSource gives up', () => source.readyState === EventSource.CLOSED);
  t.match(requests, [
    { status: 200, lastEventId: undefined },
    { status: 204, lastEventId: '4' },
  ]);
  t.equal(requests.length, 2);
  const pauseMs = requests[1]!.atMs - requests[0]!.atMs;
  t.ok(pauseMs > 1990, `it waited ${pauseMs} ms, as retry: 2000 asks`);
});

t.test('comes back by itself when the connection breaks, and is told only what is new', async (t) => {
  const { url, drive, cutConnections } = await startServer(t, { config: { progressFrameIntervalMs: 1 } });
  const { id } = await drive.inProgress();
  const { seen, events, requests } = watch(t, `${url}/api/v1/conversions/${id}/events`);
  await waitUntil('the snapshot', () => seen.length === 1);
  await drive.advance(id, { stage: 'reading', progress: 10 });
  await waitUntil('progress', () => seen.length === 2);
  cutConnections();
  await waitUntil('the second connection', () => requests.length === 2);
  t.match(requests[1], { lastEventId: '3', status: 200 });
  await drive.advance(id, { stage: 'converting', progress: 60 });
  await waitUntil('more progress', () => seen.length === 3);
  t.strictSame(
    events(),
    ['snapshot 2', 'progress 3', 'progress 4'],
    'no second snapshot: nothing was missed',
  );

  cutConnections();
  await drive.advance(id, { stage: 'writing', progress: 80 }); // while nobody is connected
  await waitUntil('the third connection', () => requests.length === 3);
  await waitUntil('what was missed', () => seen.length === 4);
  t.equal(events()[3], 'snapshot 5');
  await drive.fail(id);
  await waitUntil('the end', () => seen.length === 5);
  t.match(seen[4], ['failed', '6', { error: { code: 'input_malformed' } }]);
});

t.test('a rotated connection is taken up again', async (t) => {
  const { url, drive } = await startServer(t, { config: { eventRotateMs: 300 } });
  const { id } = await drive.inProgress();
  const { seen, events, requests } = watch(t, `${url}/api/v1/conversions/${id}/events`);
  await waitUntil('the second connection', () => requests.length === 2);
  await drive.complete(id);
  await waitUntil('the end', () => seen.at(-1)?.[0] === 'completed');
  t.strictSame(events().slice(0, 1), ['snapshot 2']);
  t.strictSame(events().at(-1), 'completed 3');
});

t.test('a page of conversions ends with done, and stops', async (t) => {
  const { url, drive } = await startServer(t);
  const first = await drive.inProgress();
  const second = await drive.completed();
  const { source, seen, events, requests } = watch(t, `${url}/api/v1/events?ids=${first.id},${second.id}`);
  await waitUntil('all snapshots and one end', () => seen.length === 3);
  await drive.cancel(first.id);
  await waitUntil('EventSource gives up', () => source.readyState === EventSource.CLOSED);
  t.strictSame(events().slice(0, -1), [
    `snapshot ${first.id}:2`,
    `snapshot ${second.id}:3`,
    `completed ${second.id}:3`,
    `cancelled ${first.id}:3`,
  ]);
  const [event, lastEventId, data] = seen.at(-1)!;
  t.equal(event, 'done');
  t.strictSame(data, { ids: [first.id, second.id] });
  t.match(
    requests.map(({ status, lastEventId: sent }) => [status, sent]),
    [
      [200, undefined],
      [204, lastEventId],
    ],
  );
});

t.test('a deleted conversion: the reader is told, and stops at the 404', async (t) => {
  const { url, drive } = await startServer(t);
  const { id } = await drive.inProgress();
  const { source, seen, requests } = watch(t, `${url}/api/v1/conversions/${id}/events`);
  await waitUntil('the snapshot', () => seen.length === 1);
  t.equal((await fetch(`${url}/api/v1/conversions/${id}`, { method: 'DELETE' })).status, 204);
  await waitUntil('EventSource gives up', () => source.readyState === EventSource.CLOSED);
  t.ok(['cancelled', 'deleted'].includes(seen.at(-1)![0]));
  t.equal(requests.at(-1)?.status, 404);
});
