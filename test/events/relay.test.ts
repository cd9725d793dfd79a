import t, { type Test } from 'tap';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import type { ProgressMessage } from '../../src/domain/ports.ts';
import { openRelay, type Watcher } from '../../src/events/relay.ts';
import { createStreamRegistry } from '../../src/events/stream-registry.ts';

const turn = () => new Promise(setImmediate);
const message = (id: string, tag?: string): ProgressMessage => ({
  id,
  revision: 1,
  status: 'pending',
  stage: 'queued',
  progress: 0,
  attempt: 0,
  updatedAt: 0,
  ...(tag === undefined ? {} : { tag }),
});

function noting(): Watcher & { notes: string[] } {
  const notes: string[] = [];
  return {
    notes,
    onProgress: ({ id }) => notes.push(id),
    onGone: (id) => notes.push(`gone ${id}`),
    onClose: () => notes.push('close'),
  };
}

async function open(t: Test) {
  const bus = createInProcessBus({ now: () => 0 });
  const relay = await openRelay(bus);
  t.teardown(() => relay.stop());
  return { bus, relay };
}

t.test('brings each message to those who watch its conversion or its tag', async (t) => {
  const { bus, relay } = await open(t);
  const [a, b, tagged] = [noting(), noting(), noting()];
  const unwatch = relay.watch('a', a);
  relay.watch('b', b);
  relay.watchTag('mine', tagged);
  t.equal(relay.watching, 3);
  for (const one of [message('a'), message('b', 'mine'), message('c', 'mine'), message('d', 'other')])
    bus.publishProgress(one);
  await turn();
  relay.gone('a');
  t.strictSame([a.notes, b.notes, tagged.notes], [['a', 'gone a'], ['b'], ['b', 'c', 'gone a']]);
  unwatch();
  unwatch();
  bus.publishProgress(message('a'));
  await turn();
  t.equal(a.notes.length, 2, 'it watches no more');
  t.equal(relay.watching, 2);
});

t.test('a watcher may leave, or come, while it is told', async (t) => {
  const { bus, relay } = await open(t);
  const late = noting();
  const first: Watcher = {
    ...noting(),
    onProgress() {
      unwatch();
      relay.watch('a', late);
    },
  };
  const unwatch = relay.watch('a', first);
  const second = noting();
  relay.watch('a', second);
  bus.publishProgress(message('a'));
  await turn();
  t.strictSame([second.notes, late.notes], [['a'], []]);
  bus.publishProgress(message('a'));
  await turn();
  t.strictSame([second.notes, late.notes], [['a', 'a'], ['a']]);
});

t.test('closing tells everyone, and those who come later', async (t) => {
  const { relay } = await open(t);
  const [a, tagged, late] = [noting(), noting(), noting()];
  relay.watch('a', a);
  relay.watchTag('mine', tagged);
  relay.closeWatchers();
  relay.watch('a', late);
  t.strictSame([a.notes, tagged.notes], [['close'], ['close']]);
  t.strictSame(late.notes, [], 'not before watch has returned');
  await turn();
  t.strictSame(late.notes, ['close']);
});

t.test('a place is given back once, however often it is said', async (t) => {
  const streams = createStreamRegistry(2);
  const first = streams.admit();
  streams.admit();
  t.throws(() => streams.admit(), { code: 'too_many_streams' });
  first();
  first();
  t.equal(streams.open, 1);
  streams.admit();
  t.throws(() => streams.admit(), { code: 'too_many_streams' });
});
