import t, { type Test } from 'tap';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openStream, type SeenFrame } from './sse-client.ts';

async function start(t: Test, overrides: Parameters<typeof buildTestApp>[1] = {}) {
  const opened = await buildTestApp(t, overrides);
  const { url } = await listen(t, opened.app);
  return { ...opened, url, events: `${url}/api/v1/events` };
}

const named = (frames: readonly SeenFrame[]) => frames.map(({ event, id }) => [event, id]);

t.test('ids: a snapshot of each, then what happens, then done', async (t) => {
  const { drive, events } = await start(t, { config: { progressFrameIntervalMs: 1 } });
  const a = await drive.inProgress();
  const b = await drive.pending();
  const reader = await openStream(t, `${events}?ids=${a.id.toUpperCase()},${b.id},${a.id}`);
  await reader.seen('snapshot', 2);
  await drive.advance(a.id, { stage: 'reading', progress: 20 });
  await reader.seen('progress');
  await drive.cancel(b.id);
  await reader.seen('cancelled');
  await drive.complete(a.id);
  await reader.ended;
  t.strictSame(named(reader.events()).slice(0, -1), [
    ['snapshot', `${a.id}:2`],
    ['snapshot', `${b.id}:1`],
    ['progress', `${a.id}:3`],
    ['cancelled', `${b.id}:2`],
    ['completed', `${a.id}:4`],
  ]);
  const done = reader.events().at(-1)!;
  t.match(done, { event: 'done', id: /^done-[0-9a-f]{32}$/, data: { ids: [a.id, b.id] } });

  const again = (query: string, headers = {}) => openStream(t, `${events}?ids=${query}`, headers);
  t.equal((await again(`${b.id},${a.id}`, { 'last-event-id': done.id })).status, 204, 'in any order');
  t.equal((await again(`${a.id},${b.id}&last_event_id=${done.id}`)).status, 204);
  const other = await drive.cancelled();
  t.equal(
    (await again(`${a.id},${other.id}`, { 'last-event-id': done.id })).status,
    200,
    'others were not seen',
  );
  await drive.expire(a.id);
  const changed = await again(`${a.id},${b.id}`, { 'last-event-id': done.id });
  await changed.ended;
  t.not(changed.events().at(-1)?.id, done.id, 'a state that the reader has not seen');
});

t.test('ids: what is not there is said to be deleted', async (t) => {
  const { drive, events, url } = await start(t);
  const gone = '0'.repeat(24);
  const { id } = await drive.inProgress();
  const reader = await openStream(t, `${events}?ids=${gone},${id}`);
  await reader.seen('snapshot');
  t.strictSame(reader.events()[0], { event: 'deleted', data: { id: gone } });
  await fetch(`${url}/api/v1/conversions/${id}`, { method: 'DELETE' });
  await reader.ended;
  const { id: doneId } = reader.events().at(-1)!;
  const { id: third } = await drive.completed();
  const mixed = await openStream(t, `${events}?ids=${gone},${third}`);
  await mixed.ended;
  const [done] = await mixed.seen('done');
  t.equal((await openStream(t, `${events}?ids=${gone},${third}`, { 'last-event-id': done!.id })).status, 204);
  t.not(done!.id, doneId);
});

t.test('tag: takes up new conversions and stays open', async (t) => {
  const { drive, events } = await start(t, { config: { progressFrameIntervalMs: 1 } });
  const before = await drive.completed({ tag: 'mine' });
  await drive.completed({ tag: 'other' });
  const reader = await openStream(t, `${events}?tag=mine`);
  await reader.seen('completed');
  const later = await drive.pending({ tag: 'mine' });
  await drive.pending({ tag: 'other' });
  await reader.seen('snapshot', 2);
  await drive.start(later.id);
  await reader.seen('progress');
  await drive.fail(later.id);
  await reader.seen('failed');
  t.strictSame(named(reader.events()), [
    ['snapshot', `${before.id}:3`],
    ['completed', `${before.id}:3`],
    ['snapshot', `${later.id}:1`],
    ['progress', `${later.id}:2`],
    ['failed', `${later.id}:3`],
  ]);
});

t.test('tag: the heartbeat finds what the bus did not tell of', async (t) => {
  const { drive, events } = await start(t, ({ bus }) => ({
    bus: { ...bus, watchProgress: async () => ({ stop: async () => {} }) },
    config: { eventHeartbeatMs: 50 },
  }));
  const reader = await openStream(t, `${events}?tag=mine`);
  const { id } = await drive.pending({ tag: 'mine' });
  await reader.seen('snapshot');
  await drive.start(id);
  await reader.seen('progress');
  await drive.complete(id);
  await reader.seen('completed');
  t.strictSame(named(reader.events()), [
    ['snapshot', `${id}:1`],
    ['progress', `${id}:2`],
    ['completed', `${id}:3`],
  ]);
  await waitUntil('more heartbeats', () => reader.text().split('heartbeat').length > 5);
  t.equal(reader.events().length, 3, 'what has ended is not told again');
});

t.test('what cannot be asked', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.completed();
  for (const [query, status, code] of [
    ['', 400, 'query_invalid'],
    [`?ids=${id}&tag=a`, 400, 'query_invalid'],
    ['?ids=nonsense', 400, 'id_malformed'],
    [`?ids=${id},`, 400, 'id_malformed'],
    [`?ids=${Array.from({ length: 101 }, () => id).join()}`, 400, 'id_malformed'],
    ['?tag=a%20b', 400, 'tag_invalid'],
    [`?ids=${'0'.repeat(24)}`, 404, 'conversion_not_found'],
  ] as const) {
    const answer = await app.inject(`/api/v1/events${query}`);
    t.equal(answer.statusCode, status, query);
    t.match(answer.json(), { code });
  }
});
