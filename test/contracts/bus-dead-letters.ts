import type { Test } from 'tap';
import { type OpenBus, openFor } from './bus.ts';
import { until } from './until.ts';

export async function busDeadLetterContract(t: Test, open: OpenBus): Promise<void> {
  await t.test('what is set aside is kept with its reason, and no consumer gets it', async (t) => {
    const { bus, deadLetters } = await openFor(t, open);
    await bus.deadLetter({ id: 'first', revision: 3 }, new Error('its worker was lost'));
    await bus.deadLetter({ id: 'second', revision: 4 }, new Error('schön 箱'));
    const received: string[] = [];
    await bus.consumeCreated(2, async ({ id }) => {
      received.push(id);
      return { kind: 'done' };
    });
    await bus.announceCreated({ id: 'good', revision: 1 });
    await until('the good one has arrived', () => received.length > 0);
    t.strictSame(received, ['good']);
    t.strictSame(await deadLetters(), [
      { id: 'first', reason: 'its worker was lost' },
      { id: 'second', reason: 'schön 箱' },
    ]);
  });

  await t.test('what a handler rejects is kept with its reason, once', async (t) => {
    const { bus, deadLetters } = await openFor(t, open);
    const received: string[] = [];
    const consumer = await bus.consumeCreated(2, async ({ id }) => {
      received.push(id);
      return id === 'bad' ? { kind: 'reject', reason: new Error('the disk is full') } : { kind: 'done' };
    });
    for (const id of ['bad', 'good']) await bus.announceCreated({ id, revision: 1 });
    await until('both have arrived', () => received.length === 2);
    await consumer.stop();
    t.strictSame(received.sort(), ['bad', 'good']);
    t.strictSame(await deadLetters(), [{ id: 'bad', reason: 'the disk is full' }]);
  });
}
