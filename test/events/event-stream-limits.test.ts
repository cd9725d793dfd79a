import t from 'tap';
import { progressOf } from '../../src/use-cases/change-conversion.ts';
import { waitUntil } from '../support/wait-until.ts';
import { attachReader, FAST, streamOf } from './fake-reader.ts';
import { at, completedAt, running, storeOf } from './states.ts';

t.test('while a reader takes nothing the newest state waits, and nothing else', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the snapshot', () => reader.events().length === 1);
  reader.take(false);
  for (let revision = 3; revision < 1000; revision += 1) {
    stream.onProgress(progressOf(at(revision, revision / 10)));
    if (revision % 100 === 0) await new Promise(setImmediate);
  }
  t.ok(stream.readableLength < 500, `${stream.readableLength} bytes wait`);
  store.now = completedAt(1000);
  stream.onProgress(progressOf(store.now));
  reader.take(true);
  await waitUntil('the end of the stream', reader.ended);
  const ids = reader.events().map(({ id }) => Number(id));
  t.ok(ids.length < 10, `${ids}`);
  t.equal(reader.events().at(-1)?.event, 'completed');
});

t.test('at most one progress frame in each interval, the latest', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find, limits: { ...FAST, progressIntervalMs: 250 } });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the snapshot', () => reader.events().length === 1);
  let revision = 2;
  const flood = setInterval(() => {
    revision += 1;
    stream.onProgress(progressOf(at(revision, Math.min(99, revision))));
  }, 5);
  t.teardown(() => clearInterval(flood));
  await waitUntil('four progress frames', () => reader.events().length === 5);
  clearInterval(flood);
  store.now = completedAt(revision + 1);
  stream.onProgress(progressOf(store.now));
  await waitUntil('the end of the stream', reader.ended);
  const times = reader.times.slice(2, 6);
  for (const [index, time] of times.entries())
    if (index > 0)
      t.ok(time - times[index - 1]! > 248, `${time - times[index - 1]!} ms after the one before`);
  const ids = reader.events().map(({ id }) => Number(id));
  t.ok(
    ids.slice(2, 5).every((id, index) => id - ids[index + 1]! > 10),
    `states in between are left out: ${ids}`,
  );
});

t.test('the end does not wait for the interval of progress frames', async (t) => {
  const { store, find } = storeOf(at(2, 0));
  const { stream } = streamOf(t, { find, limits: { ...FAST, progressIntervalMs: 3_600_000 } });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the snapshot', () => reader.events().length === 1);
  stream.onProgress(progressOf(at(3, 10)));
  stream.onProgress(progressOf(at(4, 20)));
  store.now = completedAt(5);
  stream.onProgress(progressOf(store.now));
  await waitUntil('the end of the stream', reader.ended);
  t.equal(reader.events().at(-1)?.event, 'completed');
});

t.test('a reader that takes nothing is cut; one that takes something is not', async (t) => {
  const { find } = storeOf(at(2, 0));
  const { stream, seen } = streamOf(t, {
    find,
    limits: { ...FAST, heartbeatMs: 10, slowReaderTimeoutMs: 150 },
  });
  const reader = attachReader(stream, false);
  const alive = setInterval(() => {
    reader.take(true);
    reader.take(false);
  }, 40);
  stream.follow(running.id);
  await waitUntil('twenty heartbeats', () => reader.text().split('heartbeat').length > 20);
  t.equal(seen.cuts, 0);
  clearInterval(alive);
  await waitUntil('the cut', () => seen.cuts === 1);
});

t.test('a stream is rotated, and a reader that does not take its end is cut', async (t) => {
  const { find } = storeOf(at(2, 0));
  const limits = { ...FAST, rotateMs: 50, slowReaderTimeoutMs: 100 };
  const { stream, seen } = streamOf(t, { find, limits });
  const reader = attachReader(stream);
  stream.follow(running.id);
  await waitUntil('the end of the stream', reader.ended);
  t.strictSame(
    reader.events().map(({ event }) => event),
    ['snapshot'],
    'nothing says that the conversion has ended',
  );
  t.equal(seen.cuts, 0);
  await waitUntil('the cut, because nobody said that the connection is over', () => seen.cuts === 1);

  const second = streamOf(t, { find, limits });
  attachReader(second.stream);
  await waitUntil('the end of the stream', () => second.stream.readableEnded);
  second.stream.release();
  const third = streamOf(t, { find, limits });
  attachReader(third.stream);
  await waitUntil('a later cut', () => third.seen.cuts === 1);
  t.equal(second.seen.cuts, 0, 'no cut once the connection is over');
});

t.test('rotation is spread: a tenth earlier or later', async (t) => {
  const { find } = storeOf(at(2, 0));
  const ends: number[] = [];
  const began = performance.now();
  for (let count = 0; count < 40; count += 1) {
    const { stream } = streamOf(t, { find, limits: { ...FAST, rotateMs: 1000 } });
    attachReader(stream);
    stream.once('end', () => ends.push(performance.now() - began));
  }
  await waitUntil('forty ends', () => ends.length === 40);
  t.ok(Math.min(...ends) >= 899, `the first after ${ends[0]} ms`);
  t.ok(Math.max(...ends) - Math.min(...ends) > 80, 'they do not come together');
});

t.test('a stream over many: one slow reader sees something of each', async (t) => {
  const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(24));
  const { stream } = streamOf(t, {
    find: async (id) => ({ ...at(1, 0), id }),
    frameId: (id, revision) => `${id}:${revision}`,
    lastWords: () => undefined,
  });
  const reader = attachReader(stream, false);
  for (const id of ids) stream.follow(id);
  for (let revision = 2; revision < 40; revision += 1) {
    for (const id of ids) stream.onProgress({ ...progressOf(at(revision, revision)), id });
    reader.take(true);
    reader.take(false);
    await new Promise(setImmediate);
  }
  const counts = ids.map((id) => reader.events().filter((frame) => frame.data.id === id).length);
  t.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${counts}`);
});

t.test('a stream of a tag forgets what ended long ago, and does not begin it again soon', async (t) => {
  const id = (count: number) => count.toString(16).padStart(24, '0');
  const { stream } = streamOf(
    t,
    { find: async (wanted) => ({ ...completedAt(3), id: wanted }), adopts: true },
    { staysOpen: true },
  );
  const reader = attachReader(stream);
  const tell = (count: number) => stream.onProgress({ ...progressOf(completedAt(3)), id: id(count) });
  for (let count = 1; count <= 1001; count += 1) tell(count);
  await waitUntil('all of them', () => reader.events().length === 2 * 1001);
  tell(1001);
  tell(2);
  tell(1);
  await waitUntil('the first, which was forgotten', () => reader.events().length > 2 * 1001);
  t.strictSame(
    reader
      .events()
      .slice(2 * 1001)
      .map((frame) => frame.data.id),
    [id(1), id(1)],
  );
});

t.test('no timer is left, however a stream ends', async (t) => {
  const left = new Set<unknown>();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  t.teardown(() => Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval }));
  const noted = (begin: typeof setTimeout, repeats: boolean) => (callback: () => void, delayMs: number) => {
    const timer = begin(() => {
      if (!repeats) left.delete(timer);
      callback();
    }, delayMs);
    left.add(timer);
    return timer;
  };
  const forgotten = (end: typeof clearTimeout) => (timer: NodeJS.Timeout | undefined) => {
    left.delete(timer);
    end(timer);
  };
  Object.assign(globalThis, {
    setTimeout: noted(setTimeout, false),
    setInterval: noted(setInterval as unknown as typeof setTimeout, true),
    clearTimeout: forgotten(clearTimeout),
    clearInterval: forgotten(clearInterval),
  });
  const limits = { ...FAST, progressIntervalMs: 50_000 };
  const ways: Record<string, (parts: ReturnType<typeof streamOf>) => void> = {
    'the reader goes': () => {},
    'the server closes': ({ stream }) => stream.onClose(),
    'an error': ({ stream }) => stream.destroy(),
    'the conversion is deleted': ({ stream }) => stream.onGone(running.id),
  };
  for (const [name, end] of Object.entries(ways)) {
    const { find } = storeOf(at(2, 0));
    const opened = streamOf(t, { find, limits });
    const reader = attachReader(opened.stream);
    opened.stream.follow(running.id);
    while (reader.events().length === 0) await new Promise(setImmediate);
    opened.stream.onProgress(progressOf(at(3, 10)));
    while (reader.events().length === 1) await new Promise(setImmediate);
    opened.stream.onProgress(progressOf(at(4, 10))); // is held back by a timer
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    t.ok(left.size >= 3, `${left.size} timers: heartbeat, rotation, the frame that is held back`);
    end(opened);
    opened.stream.release();
    await new Promise(setImmediate);
    t.equal(left.size, 0, name);
  }
});
