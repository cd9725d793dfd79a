import t from 'tap';
import { createSharedStream, type Frame, MOST_IDS } from '../../src/web/conversions/shared-stream.ts';

type Listener = (event: { data?: unknown; lastEventId?: string }) => void;

/** A stream on connections and a clock that the test moves. */
function drive() {
  const connections: {
    ids: readonly string[];
    readyState: number;
    isClosed: boolean;
    emit(type: string, event?: Parameters<Listener>[0]): void;
  }[] = [];
  const frames: Frame[] = [];
  const connected: boolean[] = [];
  let refused = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;
  const stream = createSharedStream({
    connect(ids) {
      const listeners = new Map<string, Listener[]>();
      const connection = {
        ids,
        readyState: 0,
        isClosed: false,
        addEventListener: (type: string, listener: Listener) =>
          void listeners.set(type, [...(listeners.get(type) ?? []), listener]),
        close() {
          connection.isClosed = true;
        },
        emit: (type: string, event: Parameters<Listener>[0] = {}) => {
          for (const listener of listeners.get(type) ?? []) listener(event);
        },
      };
      connections.push(connection);
      return connection;
    },
    onFrame: (frame) => void frames.push(frame),
    onRefused: () => void refused++,
    onConnected: (value) => void connected.push(value),
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return {
        cancel: () => {
          timers = timers.filter((each) => each !== timer);
        },
      };
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    const due = timers.filter(({ atMs }) => atMs <= nowMs);
    timers = timers.filter(({ atMs }) => atMs > nowMs);
    for (const { run } of due) run();
  };
  return {
    stream,
    connections,
    frames,
    connected,
    refused: () => refused,
    pass,
    open: () => connections.at(-1)!,
  };
}

t.test('one connection for all, taken up together', async (t) => {
  const { stream, connections, pass } = drive();
  stream.watch(['a']);
  stream.watch(['a', 'b']);
  pass(1000);
  t.strictSame(
    connections.map(({ ids }) => ids),
    [['a', 'b']],
  );
  stream.watch(['b']);
  pass(1000);
  t.equal(connections.length, 1, 'one that has ended is no reason to connect again');
  stream.watch(['b', 'c']);
  pass(1000);
  t.strictSame(connections[1]?.ids, ['b', 'c']);
  t.ok(connections[0]?.isClosed);
  stream.watch([]);
  t.ok(connections[1]?.isClosed);
  pass(60_000);
  t.equal(connections.length, 2);
});

t.test('no more than the server takes', async (t) => {
  const { stream, open, pass } = drive();
  stream.watch(Array.from({ length: MOST_IDS + 20 }, (_, at) => `id${at}`));
  pass(1000);
  t.equal(open().ids.length, MOST_IDS);
  t.equal(open().ids[0], 'id0');
});

t.test('frames come with their revision; those of an older connection are not heard', async (t) => {
  const { stream, open, frames, pass } = drive();
  stream.watch(['a']);
  pass(1000);
  const first = open();
  first.emit('progress', { data: '{"id":"a","progress":3}', lastEventId: 'a:7' });
  first.emit('deleted', { data: '{"id":"a"}' });
  t.match(frames, [
    { event: 'progress', revision: 7, data: { id: 'a', progress: 3 } },
    { event: 'deleted', data: { id: 'a' } },
  ]);
  stream.wake();
  first.emit('progress', { data: '{"id":"a","progress":4}', lastEventId: 'a:8' });
  t.equal(frames.length, 2);
  t.not(open(), first);
});

t.test('a broken connection is the business of EventSource, a refused one ours', async (t) => {
  const { stream, connections, open, connected, refused, pass } = drive();
  stream.watch(['a']);
  pass(1000);
  open().emit('open');
  open().emit('error');
  pass(60_000);
  t.equal(connections.length, 1, 'it comes back by itself');
  t.strictSame(connected, [true, false]);

  const waits: number[] = [];
  for (let round = 0; round < 6; round++) {
    open().readyState = 2;
    open().emit('error');
    const before = connections.length;
    let waited = 0;
    for (; connections.length === before; waited += 1000) pass(1000);
    waits.push(waited);
  }
  t.strictSame(waits, [2000, 4000, 8000, 16_000, 30_000, 30_000]);
  t.equal(refused(), 6);
  open().emit('open');
  t.equal(connected.at(-1), true);
  open().readyState = 2;
  open().emit('error');
  pass(2000);
  t.equal(connections.length, 8, 'after a success it is patient anew');
});

t.test('done is the end', async (t) => {
  const { stream, connections, open, pass } = drive();
  stream.watch(['a']);
  pass(1000);
  open().emit('done', { data: '{}' });
  t.ok(open().isClosed);
  pass(60_000);
  t.equal(connections.length, 1);
});
