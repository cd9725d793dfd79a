import t from 'tap';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { type Conversion, isTerminal } from '../../src/domain/conversion.ts';
import { awaitChange } from '../../src/events/await-change.ts';
import { openRelay } from '../../src/events/relay.ts';
import { progressOf } from '../../src/use-cases/change-conversion.ts';
import { at, completedAt, running } from './states.ts';

const ended = ({ status }: Pick<Conversion, 'status'>) => isTerminal(status);
const turn = () => new Promise(setImmediate);
const LONG_MS = 60_000;

async function open(first: Conversion | undefined) {
  const bus = createInProcessBus({ now: () => 0 });
  const relay = await openRelay(bus);
  const store = { now: first };
  const parts = { store: { find: async () => store.now }, relay };
  const wait = (timeoutMs: number, signal = new AbortController().signal) =>
    awaitChange(parts, running.id, ended, { timeoutMs, signal });
  return { bus, relay, store, wait };
}

t.test('answers at once where nothing is to be waited for', async (t) => {
  t.equal(await (await open(undefined)).wait(LONG_MS), undefined);
  t.match(await (await open(completedAt(3))).wait(LONG_MS), { revision: 3 });
  t.match(await (await open(at(2, 0))).wait(0), { revision: 2 });
});

t.test('wakes up for what it waits for, and for nothing less', async (t) => {
  const { bus, relay, store, wait } = await open(at(2, 0));
  const waiting = wait(LONG_MS);
  await turn();
  bus.publishProgress(progressOf(at(3, 50)));
  await turn();
  t.equal(relay.watching, 1);
  store.now = completedAt(4);
  bus.publishProgress(progressOf(store.now));
  t.match(await waiting, { revision: 4 });
  t.equal(relay.watching, 0);
});

t.test('a change between the subscription and the look is not missed', async (t) => {
  const { bus, relay, store } = await open(at(2, 0));
  const find = async () => {
    const seen = store.now;
    if (seen?.revision === 2) {
      store.now = completedAt(3);
      bus.publishProgress(progressOf(store.now));
      await turn();
    }
    return seen;
  };
  const never = new AbortController().signal;
  const options = { timeoutMs: LONG_MS, signal: never };
  t.match(await awaitChange({ store: { find }, relay }, running.id, ended, options), { revision: 3 });
});

t.test('asks the store once more when the time is over: the bus may have lost the message', async (t) => {
  const { store, wait, relay } = await open(at(2, 0));
  const waiting = wait(30);
  await turn();
  store.now = completedAt(3);
  t.match(await waiting, { revision: 3 });
  t.equal(relay.watching, 0);
});

t.test('gives up when the caller goes, the conversion is deleted, or the server closes', async (t) => {
  const caller = new AbortController();
  const gone = await open(at(2, 0));
  const waiting = gone.wait(LONG_MS, caller.signal);
  await turn();
  caller.abort();
  t.match(await waiting, { revision: 2 });

  const deleted = await open(at(2, 0));
  const forDeleted = deleted.wait(LONG_MS);
  await turn();
  deleted.store.now = undefined;
  deleted.relay.gone(running.id);
  t.equal(await forDeleted, undefined);

  const closing = await open(at(2, 0));
  const forClosing = closing.wait(LONG_MS);
  await turn();
  closing.relay.closeWatchers();
  t.match(await forClosing, { revision: 2 });
  t.match(await closing.wait(LONG_MS), { revision: 2 }, 'and at once from then on');
});
