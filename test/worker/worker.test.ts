import { writeFile } from 'node:fs/promises';
import t from 'tap';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { Problem } from '../../src/domain/problem.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { waitUntil } from '../support/wait-until.ts';
import { accept, openParts, REPORT } from '../use-cases/open-parts.ts';

const LARGE = { fileName: 'one.step', text: `ISO-10303-21;${' '.repeat(300 * 1024)}` };

t.test('announced anew before the store has answered that it was given up', async (t) => {
  let runs = 0;
  const parts = await openParts(t, async ({ targetPath }) => {
    runs += 1;
    if (runs === 1) throw new Problem('engine_unavailable');
    await writeFile(targetPath, 'x');
    return REPORT;
  });
  /** Another process sees the new state, and announces it, while the answer is on its way to the worker. */
  const store: ConversionStore = {
    ...parts.store,
    async transition(id, revision, change) {
      const changed = await parts.store.transition(id, revision, change);
      if (change.status === 'pending') {
        let heard = false;
        const watching = await parts.bus.watchCancel(() => {
          heard = true;
        });
        await parts.bus.announceCreated({ id, revision });
        parts.bus.publishCancel({ id: 'a message behind it' });
        await waitUntil('the announcement was delivered', () => heard);
        await watching.stop();
      }
      return changed;
    },
  };
  const { id } = await accept(parts);
  const worker = await startWorker({
    ...parts,
    store,
    retry: { baseMs: 0, maxMs: 0 },
    concurrency: 2,
    smallConcurrency: 1,
  });
  t.teardown(() => worker.stop(0));
  await waitUntil('it is completed', async () => (await parts.store.find(id))?.status === 'completed');
  t.equal(runs, 2);
});

t.test('a small conversion does not wait for large ones, nor they for it', async (t) => {
  const held = new Map<string, () => void>();
  const parts = await openParts(t, async ({ sourcePath, targetPath }) => {
    await new Promise<void>((resolve) => held.set(/[0-9a-f]{24}/.exec(sourcePath)![0], resolve));
    await writeFile(targetPath, 'x');
    return REPORT;
  });
  const worker = await startWorker({ ...parts, now: Date.now, concurrency: 1, smallConcurrency: 1 });
  t.teardown(() => worker.stop(0));
  const large: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { id } = await accept(parts, undefined, LARGE);
    large.push(id);
  }
  const small = [(await accept(parts)).id, (await accept(parts)).id];
  await waitUntil('one of each runs', () => held.size === 2);
  t.strictSame([...held.keys()].sort(), [large[0], small[0]].sort());
  held.get(small[0]!)!();
  await waitUntil('the next small one runs', () => held.has(small[1]!));
  t.equal(held.has(large[1]!), false, 'the large ones still wait for the first');
  for (const id of [...large, ...small]) {
    await waitUntil('it runs or has run', () => held.has(id));
    held.get(id)!();
    await waitUntil('it is completed', async () => (await parts.store.find(id))?.status === 'completed');
  }
});

t.test('announced by a clock that is ahead: it comes again when it is due here', async (t) => {
  const parts = await openParts(t, async ({ targetPath }) => {
    await writeFile(targetPath, 'x');
    return REPORT;
  });
  const { id } = await accept(parts);
  const { revision = 0 } = (await parts.store.find(id)) ?? {};
  const notBefore = Date.now() + 300;
  await parts.store.transition(id, revision, { notBefore, updatedAt: parts.now() });
  const worker = await startWorker({ ...parts, now: Date.now, concurrency: 1, smallConcurrency: 1 });
  t.teardown(() => worker.stop(0));
  await waitUntil('it is completed', async () => (await parts.store.find(id))?.status === 'completed');
  t.ok(Date.now() >= notBefore);
});
