import t from 'tap';
import { cancel } from '../../src/domain/conversion.ts';
import { progressOf } from '../../src/use-cases/change-conversion.ts';
import { apply, START } from '../domain/conversion-sample.ts';
import { waitUntil } from '../support/wait-until.ts';
import { attachReader, FAST, streamOf } from './fake-reader.ts';
import { at, completedAt, running, storeOf } from './states.ts';

t.test('says when to come back, then the state, then what is newer, then the end', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the snapshot', () => reader.events().length === 1);
  t.match(reader.text(), /^retry: 2000\n\nid: 2\nevent: snapshot\ndata: \{.*\}\n\n$/);

  stream.onProgress(progressOf(at(3, 10)));
  await waitUntil('progress', () => reader.events().length === 2);
  store.now = completedAt(4);
  stream.onProgress(progressOf(store.now));
  await waitUntil('the end of the stream', reader.ended);
  t.match(reader.events(), [
    { event: 'snapshot', id: '2', data: { status: 'in_progress', progress: 0 } },
    { event: 'progress', id: '3', data: { id: running.id, status: 'in_progress', progress: 10, attempt: 1 } },
    { event: 'completed', id: '4', data: { status: 'completed', progress: 100 } },
  ]);
  t.equal(reader.events().length, 3);
});

t.test('a reader that has the current revision gets no snapshot', async (t) => {
  const { find, store } = storeOf(at(7, 50));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id, 7);
  await waitUntil('a look into the store', () => store.finds === 1);
  stream.onProgress(progressOf(at(7, 50)));
  stream.onProgress(progressOf(at(8, 60)));
  await waitUntil('a frame', () => reader.events().length > 0);
  t.strictSame(
    reader.events().map(({ event, id }) => [event, id]),
    [['progress', '8']],
  );
});

t.test('a reader that claims a revision of the future loses nothing', async (t) => {
  const { find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream, false);
  stream.follow(running.id, 1e9);
  stream.onProgress(progressOf(at(3, 30))); // before the look
  reader.take(true);
  await waitUntil('both frames', () => reader.events().length === 2);
  t.strictSame(
    reader.events().map(({ event, id }) => [event, id]),
    [
      ['snapshot', '2'],
      ['progress', '3'],
    ],
  );
});

t.test('what a conversion that has ended owes comes in one piece', async (t) => {
  const { find } = storeOf(completedAt(9));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id, 5);
  await waitUntil('the end of the stream', reader.ended);
  t.strictSame(
    reader.events().map(({ event, id }) => [event, id]),
    [
      ['snapshot', '9'],
      ['completed', '9'],
    ],
  );
  t.equal(reader.times.length, 2, 'the line about coming back, and both frames');
});

t.test('a heartbeat goes out, and heals what the bus lost', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find, limits: { ...FAST, heartbeatMs: 20 } });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('a heartbeat', () => reader.text().includes(': heartbeat\n\n'));
  store.now = at(3, 20);
  await waitUntil('the state nobody told of', () => reader.events().length === 2);
  store.now = completedAt(4);
  await waitUntil('the end of the stream', reader.ended);
  t.strictSame(
    reader.events().map(({ event, id }) => [event, id]),
    [
      ['snapshot', '2'],
      ['progress', '3'],
      ['completed', '4'],
    ],
  );
});

t.test('a deleted conversion ends the stream: told, or found by the heartbeat', async (t) => {
  for (const told of [true, false]) {
    const { store, find } = storeOf(at(2, 0));
    const { stream } = streamOf(t, { find, limits: { ...FAST, heartbeatMs: told ? 60_000 : 20 } });
    const reader = attachReader(stream);
    stream.follow(running.id);
    await waitUntil('the snapshot', () => reader.events().length === 1);
    store.now = undefined;
    if (told) stream.onGone(running.id);
    await waitUntil('the end of the stream', reader.ended);
    t.strictSame(reader.events().at(-1), { event: 'deleted', data: { id: running.id } });
  }
});

t.test('cancelled and failed are ends, too', async (t) => {
  const { find } = storeOf(apply(running, cancel(running, START)));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the end of the stream', reader.ended);
  t.equal(reader.events().at(-1)?.event, 'cancelled');
});

t.test('a store that fails for a while delays frames and loses none', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  let away = true;
  const { stream, seen } = streamOf(t, {
    find: () => (away ? Promise.reject(new Error('the store is away')) : find()),
    limits: { ...FAST, heartbeatMs: 20 },
  });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('some trouble', () => seen.troubles.length > 2);
  t.notOk(stream.destroyed);
  away = false;
  await waitUntil('the snapshot', () => reader.events().length === 1);
  away = true;
  store.now = completedAt(3);
  stream.onProgress(progressOf(store.now));
  const before = seen.troubles.length;
  await waitUntil('more trouble', () => seen.troubles.length > before);
  away = false;
  await waitUntil('the end of the stream', reader.ended);
  t.equal(reader.events().at(-1)?.event, 'completed');
});

t.test('a store that is behind the bus is asked again', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the snapshot', () => reader.events().length === 1);
  stream.onProgress(progressOf(completedAt(5)));
  await waitUntil('a second look', () => store.finds >= 2);
  t.equal(reader.events().length, 1);
  t.ok(store.finds < 10, 'without a break it would be asked without end');
  store.now = completedAt(5);
  await waitUntil('the end of the stream', reader.ended);
  t.equal(reader.events().at(-1)?.id, '5');
});
