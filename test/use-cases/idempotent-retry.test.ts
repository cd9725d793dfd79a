import t, { type Test } from 'tap';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { retryOnce } from '../../src/use-cases/idempotent-retry.ts';
import { KEY, send, uploadOf, uploadsOf } from './keyed-uploads.ts';
import { accept, filesOf, openParts, type TestParts } from './open-parts.ts';

const once = (parts: TestParts, id: string) =>
  retryOnce({ ...parts, maxQueueLength: 100, keyLeaseMs: 30_000 }, KEY, id);

const total = async (parts: TestParts) => (await parts.store.list({}, { limit: 1, skip: 0 })).total;

async function withEnded(test: Test) {
  const parts = await openParts(test);
  const { id } = await accept(parts);
  await cancelConversion(parts, id);
  return { parts, id };
}

t.test('a retry that is sent again makes nothing new', async (t) => {
  const { parts, id } = await withEnded(t);
  const first = await once(parts, id);
  t.match(await parts.store.find(first.id), { retryOf: id, status: 'pending' });
  t.same(await once(parts, id), { id: first.id, replayed: true });
  t.equal(await total(parts), 2);
  t.equal((await filesOf(parts)).length, 2);
  await t.rejects(once(parts, first.id), { code: 'idempotency_key_reused' });
  const begin = uploadsOf(parts);
  await t.rejects(send(uploadOf(await begin())), { code: 'idempotency_key_reused' }, 'nor an upload');
});

t.test('of many at once one makes a conversion', async (t) => {
  const { parts, id } = await withEnded(t);
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => once(parts, id)));
  t.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  for (const result of results)
    if (result.status === 'rejected') t.equal(result.reason.code, 'idempotency_key_in_flight');
  t.equal(await total(parts), 2);
});

t.test('one that is refused gives the key back', async (t) => {
  const { parts, id } = await withEnded(t);
  const pending = await accept(parts);
  await t.rejects(once(parts, pending.id), { code: 'conversion_not_ended' });
  t.match(await once(parts, id), { replayed: false });
});

t.test('one that is taken over makes no second conversion when it wakes up', async (t) => {
  const { parts, id } = await withEnded(t);
  let second: Awaited<ReturnType<typeof once>> | undefined;
  const storage = {
    ...parts.storage,
    write: async (...given: Parameters<typeof parts.storage.write>) => {
      const stored = await parts.storage.write(...given);
      parts.clock.now += 30_000;
      second = await once(parts, id);
      return stored;
    },
  };
  const slow = await once({ ...parts, storage }, id);
  t.match(second, { replayed: false });
  t.same(slow, { id: second?.id, replayed: true });
  t.equal(await total(parts), 2);
  t.equal((await filesOf(parts)).length, 2);
});
