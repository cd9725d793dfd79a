import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import type { Conversion } from '../../src/domain/conversion.ts';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { waitUntil } from '../support/wait-until.ts';
import { eventsOf, openStream } from './sse-client.ts';

/** A closing server cuts what is left after 20 s: streams must not wait for that. */
const PATIENCE_MS = 15_000;

const eventsPath = ({ id }: Pick<Conversion, 'id'>) => `/api/v1/conversions/${id}/events`;

t.test('refusals', async (t) => {
  const { app, drive, readiness } = await buildTestApp(t, { config: { maxEventStreams: 1 } });
  const { url } = await listen(t, app);
  const running = await drive.inProgress();
  const ended = await drive.completed();
  const path = eventsPath(running);
  const refused = async (where: string, headers = {}) => {
    const { statusCode, headers: sent, body } = await app.inject({ url: where, headers });
    return [statusCode, JSON.parse(body).code, sent['retry-after']];
  };
  t.strictSame(await refused(eventsPath({ id: 'xyz' })), [400, 'id_malformed', undefined]);
  t.strictSame(await refused(eventsPath({ id: '0'.repeat(24) })), [404, 'conversion_not_found', undefined]);
  for (const accept of ['application/json', 'text/html, text/event-stream;q=0', 'text/eventstream'])
    t.strictSame(await refused(path, { accept }), [406, 'events_not_acceptable', undefined], accept);

  const first = await openStream(t, url + path);
  await first.seen('snapshot');
  t.strictSame(await refused(path), [429, 'too_many_streams', '5']);
  t.strictSame(await refused(`/api/v1/events?ids=${running.id}`), [429, 'too_many_streams', '5']);
  first.destroy();
  await waitUntil('a place is free', async () => (await app.inject(eventsPath(ended))).statusCode === 200);

  readiness.draining = true;
  t.strictSame(await refused(path), [503, 'shutting_down', '5']);
});

t.test('204 only to a reader that has seen the end; the header goes before the query', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const ended = await drive.completed();
  const ask = async (query: string, lastEventId?: string) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const { statusCode, body } = await app.inject({ url: eventsPath(ended) + query, headers });
    return [statusCode, ...eventsOf(body).map(({ event, id }) => `${event} ${id}`)];
  };
  const all = [200, 'snapshot 3', 'completed 3'];
  t.strictSame(await ask('', '3'), [204]);
  t.strictSame(await ask('?last_event_id=3'), [204]);
  t.strictSame(await ask('?last_event_id=2', '3'), [204]);
  t.strictSame(await ask('?last_event_id=3', '2'), all);
  t.strictSame(await ask('', ''), all);
  for (const claim of ['1', '0', '-3', '03', '3.0', '4', 'NaN', '1e999', '∞', 'x'.repeat(200)])
    t.strictSame(await ask(`?last_event_id=${encodeURIComponent(claim)}`), all, claim);
  await drive.expire(ended.id);
  t.strictSame(await ask('', '3'), [200, 'snapshot 4', 'completed 4'], 'the files have gone since');
});

t.test(
  'a conversion that ended while nobody watched: the state, the end, and the stream is over',
  async (t) => {
    const { app, drive } = await buildTestApp(t);
    for (const [conversion, event] of [
      [await drive.completed(), 'completed'],
      [await drive.failed(), 'failed'],
      [await drive.cancelled(), 'cancelled'],
    ] as const) {
      const resource = (await app.inject(`/api/v1/conversions/${conversion.id}`)).json();
      const { body } = await app.inject(eventsPath(conversion));
      const id = String(conversion.revision);
      t.strictSame(eventsOf(body), [
        { id, event: 'snapshot', data: resource },
        { id, event, data: resource },
      ]);
    }
  },
);

t.test('two readers of one conversion see the same', async (t) => {
  const { app, drive } = await buildTestApp(t, { config: { progressFrameIntervalMs: 1 } });
  const { url } = await listen(t, app);
  const running = await drive.inProgress();
  const readers = [
    await openStream(t, url + eventsPath(running)),
    await openStream(t, url + eventsPath({ id: running.id.toUpperCase() })),
  ];
  for (const reader of readers) await reader.seen('snapshot');
  for (const progress of [10, 40, 70]) {
    await drive.advance(running.id, { stage: 'converting', progress });
    for (const reader of readers) await reader.seen('progress', progress / 30 + 2 / 3);
  }
  await drive.complete(running.id);
  for (const reader of readers) await reader.ended;
  t.strictSame(
    readers[0]!.events().map(({ event, id }) => `${event} ${id}`),
    ['snapshot 2', 'progress 3', 'progress 4', 'progress 5', 'completed 6'],
  );
  t.strictSame(readers[0]!.events(), readers[1]!.events());
});

t.test('a bus that loses every message is healed by the heartbeat', async (t) => {
  const { app, drive } = await buildTestApp(t, ({ bus }) => ({
    bus: { ...bus, watchProgress: async () => ({ stop: async () => {} }) },
    config: { eventHeartbeatMs: 50 },
  }));
  const { url } = await listen(t, app);
  const running = await drive.inProgress();
  const reader = await openStream(t, url + eventsPath(running));
  await reader.seen('snapshot');
  await drive.advance(running.id, { stage: 'reading', progress: 25 });
  await reader.seen('progress');
  await drive.complete(running.id);
  await reader.ended;
  t.strictSame(
    reader.events().map(({ event, id }) => `${event} ${id}`),
    ['snapshot 2', 'progress 3', 'completed 4'],
  );
});

t.test('closing the app ends every stream at once, those of readers that take nothing too', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { url } = await listen(t, app);
  const big = await drive.inProgress({ options: { note: 'x'.repeat(30_000_000) }, tag: 'big' });
  const running = await drive.inProgress();
  const paths = [eventsPath(running), `/api/v1/events?ids=${running.id}`, '/api/v1/events?tag=mine'];
  const readers = await Promise.all(paths.map((path) => openStream(t, url + path)));
  for (const reader of readers.slice(0, 2)) await reader.seen('snapshot');
  const deaf = await openStream(t, url + eventsPath(big));
  deaf.pause();
  const before = performance.now();
  await app.close();
  t.ok(performance.now() - before < PATIENCE_MS, `closed in ${Math.round(performance.now() - before)} ms`);
  for (const reader of readers) await t.resolves(reader.ended, 'it ended as it should, not by a broken line');
  deaf.resume();
  await t.rejects(deaf.ended, 'it was cut');
});

t.test('a reader that takes the last bytes late gets them, and holds up the closing no longer', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { url } = await listen(t, app);
  const big = await drive.inProgress({ options: { note: 'x'.repeat(30_000_000) } });
  const late = await openStream(t, url + eventsPath(big));
  late.pause();
  const before = performance.now();
  const closing = app.close();
  setTimeout(() => late.resume(), 100);
  await closing;
  t.ok(performance.now() - before < PATIENCE_MS, `closed in ${Math.round(performance.now() - before)} ms`);
  await t.resolves(late.ended);
  t.match(late.events(), [{ event: 'snapshot', id: '2' }]);
});

const curl = spawnSync('curl', ['--version']).status === 0;
t.test('curl -N sees each event when it happens', { skip: curl ? false : 'needs curl' }, async (t) => {
  const { app, drive } = await buildTestApp(t, { config: { progressFrameIntervalMs: 1 } });
  const { url } = await listen(t, app);
  const running = await drive.inProgress();
  const program = spawn('curl', ['-sN', '--fail', url + eventsPath(running)]);
  let text = '';
  program.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  await waitUntil('the snapshot', () => eventsOf(text).length === 1);
  await drive.advance(running.id, { stage: 'reading', progress: 25 });
  await waitUntil('progress', () => eventsOf(text).length === 2);
  await drive.complete(running.id);
  const [code] = await once(program, 'close');
  t.equal(code, 0, 'the server ended the stream as HTTP wants it');
  t.match(
    text,
    /^retry: 2000\n\nid: 2\nevent: snapshot\ndata: .*\n\nid: 3\nevent: progress\ndata: .*\n\nid: 4\nevent: completed\ndata: .*\n\n$/,
  );
});
