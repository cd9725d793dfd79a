import type { Test } from 'tap';
import type { Bus } from '../../src/domain/ports.ts';
import { busAnnouncementContract } from './bus-announcements.ts';
import { busDeadLetterContract } from './bus-dead-letters.ts';
import { busWatcherContract } from './bus-watchers.ts';

export interface OpenedBus {
  bus: Bus;
  /** What was set aside, in order: by the consumer's broker, its `reject`, or `deadLetter`. */
  deadLetters(): Promise<{ id: string | undefined; reason: string }[]>;
  /** Closes the bus and removes what it kept. */
  close(): Promise<void>;
}

/** @param open makes a bus without messages at each call */
export type OpenBus = () => Promise<OpenedBus>;

/** What every Bus promises, whatever is beneath it. */
export async function busContract(t: Test, open: OpenBus): Promise<void> {
  await t.test('announcements', (t) => busAnnouncementContract(t, open));
  await t.test('dead letters', (t) => busDeadLetterContract(t, open));
  await t.test('progress and cancellation', (t) => busWatcherContract(t, open));

  await t.test('it says how far back it remembers', async (t) => {
    const { bus } = await openFor(t, open);
    t.ok(bus.remembersSince <= Date.now());
  });

  await t.test('it answers a ping until it is closed, and nothing afterwards', async (t) => {
    const { bus } = await openFor(t, open);
    await t.resolves(bus.ping());
    await bus.close();
    await t.rejects(bus.ping());
    await t.rejects(bus.announceCreated({ id: 'a', revision: 1 }));
    await t.rejects(bus.deadLetter({ id: 'a', revision: 1 }, new Error('spent')));
    await t.rejects(bus.consumeCreated(1, async () => ({ kind: 'done' })));
    t.doesNotThrow(() => bus.publishCancel({ id: 'a' }), 'fire and forget, also then');
    await t.resolves(bus.close(), 'closing twice does no harm');
  });
}

/** Opens a bus for one test and closes it afterwards. */
export async function openFor(t: Test, open: OpenBus): Promise<OpenedBus> {
  const opened = await open();
  t.teardown(() => opened.close());
  return opened;
}
