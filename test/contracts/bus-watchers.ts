import type { Test } from 'tap';
import type { CancelMessage, ProgressMessage } from '../../src/domain/ports.ts';
import { type OpenBus, openFor } from './bus.ts';
import { NOON, nextId } from './sample-conversion.ts';
import { until } from './until.ts';

export async function busWatcherContract(t: Test, open: OpenBus): Promise<void> {
  await t.test('progress reaches every watcher, in order and as it was sent', async (t) => {
    const { bus } = await openFor(t, open);
    const seen: ProgressMessage[][] = [[], []];
    for (const own of seen) await bus.watchProgress((message) => own.push(message));
    const sent = Array.from({ length: 50 }, (_, n) => progressMessage(n));
    for (const message of sent) bus.publishProgress(message);
    await until('both have seen all', () => seen.every((own) => own.length >= sent.length));
    t.strictSame(seen, [sent, sent]);
  });

  await t.test('a watcher that throws or changes its message harms no other', async (t) => {
    const { bus } = await openFor(t, open);
    const seen: string[] = [];
    let thrown = 0;
    await bus.watchProgress((message) => {
      message.id = 'vandalised';
      thrown += 1;
      throw new Error('on purpose');
    });
    await bus.watchProgress(({ id }) => seen.push(id));
    const messages = [progressMessage(1), progressMessage(2)];
    for (const message of messages) t.doesNotThrow(() => bus.publishProgress(message));
    await until('the second watcher has seen both', () => seen.length === 2);
    await until('the first watcher stays', () => thrown === 2);
    t.strictSame(
      seen,
      messages.map(({ id }) => id),
    );
    t.not(messages[0]!.id, 'vandalised');
  });

  await t.test('no watcher runs before the publisher goes on', async (t) => {
    const { bus } = await openFor(t, open);
    let seen = 0;
    await bus.watchProgress(() => {
      seen += 1;
    });
    bus.publishProgress(progressMessage(1));
    t.equal(seen, 0);
    await until('it was seen', () => seen === 1);
  });

  await t.test('a stopped watcher sees nothing more, and the others go on', async (t) => {
    const { bus } = await openFor(t, open);
    let stopped = 0;
    let staying = 0;
    const watcher = await bus.watchProgress(() => {
      stopped += 1;
    });
    await bus.watchProgress(() => {
      staying += 1;
    });
    bus.publishProgress(progressMessage(1));
    await until('both saw it', () => stopped === 1 && staying === 1);
    await watcher.stop();
    bus.publishProgress(progressMessage(2));
    await until('the other saw it', () => staying === 2);
    t.equal(stopped, 1);
    await t.resolves(watcher.stop(), 'stopping twice does no harm');
  });

  await t.test('one function may watch twice', async (t) => {
    const { bus } = await openFor(t, open);
    let seen = 0;
    const watcher = () => {
      seen += 1;
    };
    const first = await bus.watchProgress(watcher);
    await bus.watchProgress(watcher);
    bus.publishProgress(progressMessage(1));
    await until('both saw it', () => seen === 2);
    await first.stop();
    bus.publishProgress(progressMessage(2));
    await until('the one that is left saw it', () => seen === 3);
    t.equal(seen, 3);
  });

  await t.test('a cancellation reaches every watcher', async (t) => {
    const { bus } = await openFor(t, open);
    const seen: CancelMessage[] = [];
    await bus.watchCancel((message) => seen.push(message));
    await bus.watchCancel((message) => seen.push(message));
    const id = nextId();
    bus.publishCancel({ id });
    await until('both saw it', () => seen.length === 2);
    t.strictSame(seen, [{ id }, { id }]);
  });
}

const progressMessage = (progress: number): ProgressMessage => ({
  id: nextId(),
  revision: progress + 1,
  status: 'in_progress',
  stage: 'reading',
  progress,
  attempt: 1,
  updatedAt: NOON + progress,
  ...(progress % 2 === 0 ? { startedAt: NOON, tag: 'Gehäuse' } : {}),
});
