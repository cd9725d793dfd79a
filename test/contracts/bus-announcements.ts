import type { Test } from 'tap';
import type { CreatedMessage, Disposition } from '../../src/domain/ports.ts';
import { type OpenBus, openFor } from './bus.ts';
import { gate, until } from './until.ts';

const DONE: Disposition = { kind: 'done' };
/** Timers may fire a little early by another clock. */
const CLOCK_TOLERANCE_MS = 5;

export async function busAnnouncementContract(t: Test, open: OpenBus): Promise<void> {
  await t.test('an announcement waits for a consumer and arrives as it was sent', async (t) => {
    const { bus } = await openFor(t, open);
    const sent = [1, 2, 3].map((revision) => ({ id: `00000000000000000000000${revision}`, revision }));
    for (const message of sent) await bus.announceCreated(message);
    const received: CreatedMessage[] = [];
    await bus.consumeCreated(1, async (message) => {
      received.push(message);
      return DONE;
    });
    await until('all have arrived', () => received.length >= sent.length);
    t.strictSame(received, sent, 'in order, with one consumer and one place');
  });

  await t.test('each announcement goes to one of several consumers', async (t) => {
    const { bus } = await openFor(t, open);
    const received: string[][] = [[], []];
    // Each keeps its place until both have something: so both must get some.
    const bothBusy = () => received.every((own) => own.length > 0);
    for (const own of received) {
      await bus.consumeCreated(1, async ({ id }) => {
        own.push(id);
        await until('both consumers have work', bothBusy);
        return DONE;
      });
    }
    const ids = Array.from({ length: 30 }, (_, n) => `c${n}`);
    await Promise.all(ids.map((id) => bus.announceCreated({ id, revision: 1 })));
    await until('all have arrived', () => received.flat().length >= ids.length);
    t.strictSame(received.flat().sort(), ids.sort());
  });

  await t.test('small ones do not wait behind large ones, nor large ones behind small ones', async (t) => {
    const { bus } = await openFor(t, open);
    for (const busy of ['large', 'small'] as const) {
      const other = busy === 'large' ? 'small' : 'large';
      const release = gate();
      const began: string[] = [];
      const consumers = await Promise.all(
        ([busy, other] as const).map((size) =>
          bus.consumeCreated(
            1,
            async ({ id }) => {
              began.push(id);
              if (size === busy) await release.opened;
              return DONE;
            },
            size,
          ),
        ),
      );
      for (let n = 0; n < 5; n += 1) await bus.announceCreated({ id: `${busy}${n}`, revision: 1 }, busy);
      for (let n = 0; n < 5; n += 1) await bus.announceCreated({ id: `${other}${n}`, revision: 1 }, other);
      await until(`the ${other} ones are handled`, () => began.includes(`${other}4`));
      t.equal(began.filter((id) => id.startsWith(busy)).length, 1, `${busy} ones wait for the first`);
      release.open();
      await until('all are handled', () => began.length === 10);
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    }
  });

  await t.test('no more than `concurrency` handlers run, and that many do', async (t) => {
    const { bus } = await openFor(t, open);
    let running = 0;
    let most = 0;
    let handled = 0;
    const release = gate();
    await bus.consumeCreated(3, async () => {
      running += 1;
      most = Math.max(most, running);
      await release.opened;
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      handled += 1;
      return DONE;
    });
    for (let n = 0; n < 20; n++) await bus.announceCreated({ id: `c${n}`, revision: 1 });
    await until('three are running', () => running === 3);
    release.open();
    await until('all are handled', () => handled === 20);
    t.equal(most, 3);
  });

  await t.test('`retry` delivers again, not before the delay, and holds up nobody else', async (t) => {
    const { bus } = await openFor(t, open);
    const afterMs = 150;
    const log: { id: string; at: number }[] = [];
    await bus.consumeCreated(1, async ({ id }) => {
      log.push({ id, at: performance.now() });
      return id === 'again' && log.filter((entry) => entry.id === id).length < 3
        ? { kind: 'retry', afterMs }
        : DONE;
    });
    await bus.announceCreated({ id: 'again', revision: 7 });
    await bus.announceCreated({ id: 'other', revision: 1 });
    await until('it came three times', () => log.length >= 4);
    t.equal(log[1]?.id, 'other');
    const times = log.filter(({ id }) => id === 'again').map(({ at }) => at);
    t.equal(times.length, 3);
    t.ok(times[1]! - times[0]! >= afterMs - CLOCK_TOLERANCE_MS, `waited ${times[1]! - times[0]!} ms`);
    t.ok(times[2]! - times[1]! >= afterMs - CLOCK_TOLERANCE_MS, `waited ${times[2]! - times[1]!} ms`);
  });

  await t.test(
    '`retry` is not late by more than the delay itself, whatever delays a broker has',
    async (t) => {
      const { bus } = await openFor(t, open);
      const afterMs = 1600;
      const times: number[] = [];
      await bus.consumeCreated(1, async () => {
        times.push(performance.now());
        return times.length === 1 ? { kind: 'retry', afterMs } : DONE;
      });
      await bus.announceCreated({ id: 'again', revision: 7 });
      await until('it came again', () => times.length === 2);
      const waitedMs = times[1]! - times[0]!;
      t.ok(waitedMs >= afterMs - CLOCK_TOLERANCE_MS && waitedMs <= 2 * afterMs, `waited ${waitedMs} ms`);
    },
  );

  await t.test('a handler that fails gets the announcement again, and the others theirs', async (t) => {
    const { bus } = await openFor(t, open);
    const tries = new Map<string, number>();
    await bus.consumeCreated(2, async ({ id }) => {
      const number = (tries.get(id) ?? 0) + 1;
      tries.set(id, number);
      if (id === 'bad' && number < 3) throw new Error(`failed for the ${number}. time, on purpose`);
      return DONE;
    });
    for (const id of ['bad', 'good', 'fine']) await bus.announceCreated({ id, revision: 1 });
    await until('it was tried three times', () => tries.get('bad') === 3);
    t.strictSame(Object.fromEntries(tries), { bad: 3, good: 1, fine: 1 });
  });

  await t.test('`reject` does not deliver again', async (t) => {
    const { bus } = await openFor(t, open);
    const received: string[] = [];
    await bus.consumeCreated(1, async ({ id }) => {
      received.push(id);
      return id === 'poison' ? { kind: 'reject', reason: new Error('cannot be read') } : DONE;
    });
    for (const id of ['poison', 'b', 'c']) await bus.announceCreated({ id, revision: 1 });
    await until('the last has arrived', () => received.includes('c'));
    t.strictSame(received, ['poison', 'b', 'c']);
  });

  await t.test('stop waits for running handlers and delivers no more; the rest is kept', async (t) => {
    const { bus } = await openFor(t, open);
    const started: string[] = [];
    const finish = gate();
    const first = await bus.consumeCreated(2, async ({ id }) => {
      started.push(id);
      await finish.opened;
      return id === 'c0' ? { kind: 'retry', afterMs: 0 } : DONE;
    });
    for (let n = 0; n < 5; n++) await bus.announceCreated({ id: `c${n}`, revision: 1 });
    await until('two are running', () => started.length === 2);
    let stopped = false;
    const stopping = first.stop().then(() => {
      stopped = true;
    });
    await bus.announceCreated({ id: 'c5', revision: 1 });
    t.equal(stopped, false, 'it waits');
    finish.open();
    await stopping;
    t.strictSame(started.sort(), ['c0', 'c1'], 'nothing was delivered to it any more');

    const rest: string[] = [];
    await bus.consumeCreated(2, async ({ id }) => {
      rest.push(id);
      return DONE;
    });
    await until('another consumer has the rest', () => rest.length >= 5);
    t.strictSame(rest.sort(), ['c0', 'c2', 'c3', 'c4', 'c5'], 'with the one that was to be retried');
  });

  await t.test('no announcement is lost while consumers come and go', async (t) => {
    const { bus } = await openFor(t, open);
    const handled = new Set<string>();
    let children = 0;
    const handler = async ({ id }: CreatedMessage): Promise<Disposition> => {
      // A handler that announces: the wake-up must not be lost because a delivery is under way.
      if (id.startsWith('parent') && !handled.has(id)) {
        await bus.announceCreated({ id: `child${children++}`, revision: 1 });
      }
      handled.add(id);
      return DONE;
    };
    const announcing = (async () => {
      for (let n = 0; n < 200; n++) {
        await bus.announceCreated({ id: `parent${n}`, revision: 1 });
        if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    for (let round = 0; round < 5; round++) {
      const consumer = await bus.consumeCreated(3, handler);
      const before = handled.size;
      await until('it got some work, or all is done', () => handled.size > before || handled.size === 400);
      await consumer.stop();
    }
    await bus.consumeCreated(3, handler);
    await announcing;
    await until('all are handled', () => handled.size === 400);
    t.equal(handled.size, 400);
  });
}
