import t from 'tap';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { busContract } from '../contracts/bus.ts';
import { gate, until } from '../contracts/until.ts';

t.test('the in-process bus keeps the contract', (t) =>
  busContract(t, async () => {
    const dead: { id: string | undefined; reason: string }[] = [];
    const bus = createInProcessBus({
      now: Date.now,
      onDeadLetter: ({ id }, reason) => dead.push({ id, reason: reason.message }),
    });
    return { bus, deadLetters: async () => dead, close: () => bus.close() };
  }),
);

t.test('it remembers since it was made', async (t) => {
  const bus = createInProcessBus({ now: () => 1234 });
  t.equal(bus.remembersSince, 1234);
});

t.test('what handlers and watchers throw is told, and what they reject', async (t) => {
  const errors: unknown[] = [];
  const dead: unknown[] = [];
  const bus = createInProcessBus({
    now: Date.now,
    onError: (error) => errors.push(error),
    onDeadLetter: (message, reason) => dead.push([message, reason]),
  });
  t.teardown(() => bus.close());
  const [failure, refusal, complaint] = ['failure', 'refusal', 'complaint'].map((text) => new Error(text));
  await bus.consumeCreated(1, async ({ id }) => {
    if (id === 'fails') throw failure;
    return { kind: 'reject', reason: refusal! };
  });
  await bus.watchCancel(() => {
    throw complaint;
  });
  await bus.announceCreated({ id: 'fails', revision: 1 });
  await bus.announceCreated({ id: 'rejected', revision: 2 });
  bus.publishCancel({ id: 'any' });
  await until('all was told', () => errors.length >= 2 && dead.length >= 1);
  t.ok(errors.includes(failure));
  t.ok(errors.includes(complaint));
  t.strictSame(dead, [[{ id: 'rejected', revision: 2 }, refusal]]);
});

t.test('a failing handler is given more and more time', async (t) => {
  const bus = createInProcessBus({ now: Date.now });
  t.teardown(() => bus.close());
  const times: number[] = [];
  await bus.consumeCreated(1, async () => {
    times.push(performance.now());
    throw new Error('always');
  });
  await bus.announceCreated({ id: 'a', revision: 1 });
  await until('it was tried four times', () => times.length >= 4);
  const gaps = times.slice(1).map((time, n) => time - times[n]!);
  for (const [n, least] of [100, 200, 400].entries()) t.ok(gaps[n]! >= least - 5, `${gaps[n]} ms`);
});

t.test('close forgets what waits, ends the timers and waits for what runs', async (t) => {
  const bus = createInProcessBus({ now: Date.now });
  const started: string[] = [];
  let finished = false;
  const finish = gate();
  await bus.consumeCreated(1, async ({ id }) => {
    started.push(id);
    await finish.opened;
    finished = true;
    return { kind: 'retry', afterMs: 0 };
  });
  for (const id of ['runs', 'waits']) await bus.announceCreated({ id, revision: 1 });
  await until('one is running', () => started.length === 1);
  const closing = bus.close().then(() => t.equal(finished, true));
  finish.open();
  await closing;
  await new Promise((resolve) => setImmediate(resolve));
  t.strictSame(started, ['runs']);
});

t.test('an idle bus with a retry far away does not keep the process alive', async (t) => {
  const bus = createInProcessBus({ now: Date.now });
  t.teardown(() => bus.close());
  const timersThatHold = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timersThatHold();
  let tries = 0;
  await bus.consumeCreated(1, async () => {
    tries += 1;
    return { kind: 'retry', afterMs: 2 ** 40 }; // Node would fire a timer this long at once
  });
  await bus.announceCreated({ id: 'a', revision: 1 });
  await until('it was tried', () => tries === 1);
  t.equal(timersThatHold(), before);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  t.equal(tries, 1);
});
