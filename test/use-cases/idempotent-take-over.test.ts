// A try of a key falls silent, dies or wakes up late, and another one has begun.
import t, { type Test } from 'tap';
import type { Conversion } from '../../src/domain/conversion.ts';
import type { KeyChange } from '../../src/domain/idempotency.ts';
import { Problem } from '../../src/domain/problem.ts';
import { gate } from '../contracts/until.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type FORM, fill, KEY, OTHER_BYTES, onlyHas, send, uploadOf, uploadsOf } from './keyed-uploads.ts';
import { openParts } from './open-parts.ts';

t.test('a silent first try is taken over, and can do no harm when it wakes up', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const slow = uploadOf(await begin());
  await fill(slow);
  parts.clock.now += 30_000;
  const second = await send(uploadOf(await begin()));
  t.equal(second.replayed, false);
  await t.rejects(slow.finish(), { code: 'idempotency_key_in_flight' });
  await slow.discard();
  await onlyHas(t, parts, second.id);
  t.same(await send(uploadOf(await begin())), { id: second.id, replayed: true });
});

/** A try that stops between its last look at the key and the insert, and the one that takes over in that time. */
async function raceAtTheInsert(
  t: Test,
  slowForm: Partial<typeof FORM>,
  asSeen: (error: unknown) => never = (error) => {
    throw error;
  },
) {
  const parts = await openParts(t);
  const { opened, open } = gate();
  let waiting = false;
  const insert = async (conversion: Conversion) => {
    waiting = true;
    await opened;
    return parts.store.insert(conversion).catch(asSeen);
  };
  const stuck = uploadOf(await uploadsOf(parts, { store: { ...parts.store, insert } })());
  const slow = send(stuck, slowForm);
  slow.catch(() => {}); // looked at below
  await waitUntil('it is about to insert', () => waiting);
  parts.clock.now += 30_000;
  return { parts, slow, open, begin: uploadsOf(parts) };
}

t.test('two tries at the insert make one conversion', async (t) => {
  await t.test('the second is first', async (t) => {
    const { parts, slow, open, begin } = await raceAtTheInsert(t, {});
    const made = await send(uploadOf(await begin()));
    open();
    t.same(await slow, { id: made.id, replayed: true });
    await onlyHas(t, parts, made.id);
  });
  await t.test('the second is first, and a guard hides why the store refused', async (t) => {
    const { parts, slow, open, begin } = await raceAtTheInsert(t, {}, (cause) => {
      throw new Problem('dependency_unavailable', { cause });
    });
    const made = await send(uploadOf(await begin()));
    open();
    t.same(await slow, { id: made.id, replayed: true });
    await onlyHas(t, parts, made.id);
  });
  await t.test('the second is first, with other content', async (t) => {
    const { parts, slow, open, begin } = await raceAtTheInsert(t, { bytes: OTHER_BYTES });
    const made = await send(uploadOf(await begin()));
    open();
    await t.rejects(slow, { code: 'idempotency_key_reused' });
    await onlyHas(t, parts, made.id);
  });
  await t.test('the first is first', async (t) => {
    const { parts, slow, open, begin } = await raceAtTheInsert(t, {});
    const second = uploadOf(await begin());
    await fill(second);
    open();
    const made = await slow;
    t.equal(made.replayed, false);
    t.same(await second.finish(), { id: made.id, replayed: true });
    await onlyHas(t, parts, made.id);
    t.same(await send(uploadOf(await begin())), { id: made.id, replayed: true });
  });
});

t.test('a try that died between the insert and the end of its key is recognised', async (t) => {
  const parts = await openParts(t);
  const neverEnds = {
    ...parts.idempotencyKeys,
    put: (key: typeof KEY, revision: number, entry: KeyChange) =>
      entry.heldUntil === 0
        ? Promise.reject(new Error('the process is dead'))
        : parts.idempotencyKeys.put(key, revision, entry),
  };
  const first = await send(uploadOf(await uploadsOf(parts, { idempotencyKeys: neverEnds })()));
  t.notOk((await parts.idempotencyKeys.find(KEY))?.outcome, 'nobody wrote the end');
  const begin = uploadsOf(parts);
  const again = { id: first.id, replayed: true };
  t.same(await begin({ awaitsContinue: true }), { answer: again }, 'at once: the lease need not run out');
  t.same(await send(uploadOf(await begin())), again);
  await onlyHas(t, parts, first.id);
});

t.test('a renewal that is under way at the end of the try does not hold the key again', async (t) => {
  const parts = await openParts(t);
  const { opened, open } = gate();
  let waiting = false;
  let late: Promise<unknown> = Promise.resolve();
  const put = (key: typeof KEY, revision: number, entry: KeyChange) => {
    if (revision === 0 || entry.heldUntil === 0 || waiting)
      return parts.idempotencyKeys.put(key, revision, entry);
    waiting = true;
    const renewed = opened.then(() => parts.idempotencyKeys.put(key, revision, entry));
    late = renewed;
    return renewed;
  };
  const idempotencyKeys = { ...parts.idempotencyKeys, put };
  const upload = uploadOf(await uploadsOf(parts, { idempotencyKeys, keyLeaseMs: 30 })());
  await waitUntil('a renewal is under way', () => waiting);
  await upload.discard();
  open();
  t.equal(await late, undefined, 'it came too late');
  t.equal((await parts.idempotencyKeys.find(KEY))?.heldUntil, 0);
  t.match(await send(uploadOf(await uploadsOf(parts)())), { replayed: false });
});
