import t from 'tap';
import { Problem } from '../../src/domain/problem.ts';
import { deleteConversion } from '../../src/use-cases/delete-conversion.ts';
import type { KeyedRequest } from '../../src/use-cases/idempotent-upload.ts';
import { sweepIdempotencyKeys } from '../../src/use-cases/sweep-idempotency-keys.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  type FORM,
  fill,
  KEY,
  LENGTH,
  OTHER_BYTES,
  onlyHas,
  send,
  uploadOf,
  uploadsOf,
} from './keyed-uploads.ts';
import { filesOf, openParts, TRIANGLE_STL } from './open-parts.ts';

const DAY = 24 * 3_600_000;

t.test('what was made is answered again', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const options = '{"target_unit":"in","source_unit":"mm"}';
  const first = await send(uploadOf(await begin()), { options });
  t.equal(first.replayed, false);
  const again = { id: first.id, replayed: true };
  t.same(await begin({ awaitsContinue: true }), { answer: again }, 'before the body, of the same length');
  const read: Partial<KeyedRequest>[] = [{}, { awaitsContinue: true, contentLength: LENGTH + 1 }, {}];
  for (const request of read) t.same(await send(uploadOf(await begin(request)), { options }), again);
  const reordered = '{ "source_unit": "mm", "target_unit": "in" }';
  t.same(await send(uploadOf(await begin()), { options: reordered }), again, 'in another order');
  await onlyHas(t, parts, first.id);
});

t.test('another request with the key is refused, and the first answer stays', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const first = await send(uploadOf(await begin()));
  const others: Partial<typeof FORM>[] = [
    { bytes: OTHER_BYTES },
    { bytes: `${TRIANGLE_STL}\n` },
    { fileName: 'two.stl' },
    { target_format: 'ply' },
    { options: '{"target_unit":"in"}' },
    { tag: 'y' },
    { tag: '' },
    { preview: 'true' },
  ];
  for (const other of others)
    await t.rejects(
      send(uploadOf(await begin()), other),
      { code: 'idempotency_key_reused' },
      JSON.stringify(other),
    );
  await t.rejects(
    begin({ contentLength: TRIANGLE_STL.length - 1 }),
    { code: 'idempotency_key_reused' },
    'a body that cannot hold the file is not read',
  );
  t.same(await send(uploadOf(await begin())), { id: first.id, replayed: true });
  await onlyHas(t, parts, first.id);
});

t.test('while the first is under way, others are told to wait before their body', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const upload = uploadOf(await begin());
  await t.rejects(begin(), { code: 'idempotency_key_in_flight', retryAfterSeconds: 5 });
  parts.clock.now += 28_500;
  await t.rejects(begin(), { code: 'idempotency_key_in_flight', retryAfterSeconds: 2 });
  t.equal((await send(upload)).replayed, false, 'the first goes on');
});

t.test('a first try that failed gives its key back, also to another request', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  await t.rejects(send(uploadOf(await begin()), { target_format: 'docx' }), {
    code: 'target_format_unknown',
  });
  const half = uploadOf(await begin());
  await fill(half);
  await half.discard();
  t.same(await filesOf(parts), []);
  const made = await send(uploadOf(await begin()), { bytes: OTHER_BYTES });
  t.equal(made.replayed, false);
  await onlyHas(t, parts, made.id);
});

t.test('what refuses every upload takes no key', async (t) => {
  const parts = await openParts(t);
  const refuse = () => {
    throw new Problem('dependency_unavailable');
  };
  await t.rejects(uploadsOf(parts, { availability: { requireAll: refuse } })(), {
    code: 'dependency_unavailable',
  });
  await t.rejects(uploadsOf(parts, { limits: { ...parts.limits, maxQueueLength: 0 } })(), {
    code: 'queue_full',
  });
  t.equal(await parts.idempotencyKeys.find(KEY), undefined);
});

t.test('of many at once one uploads, and one conversion is made', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, async () => send(uploadOf(await begin()))),
  );
  const made = results.filter((result) => result.status === 'fulfilled');
  t.equal(made.length, 1);
  for (const result of results)
    if (result.status === 'rejected') t.equal(result.reason.code, 'idempotency_key_in_flight');
  await onlyHas(t, parts, made[0]!.value.id);
});

t.test('what was deleted stays deleted: its id is answered, and nothing is made anew', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts);
  const first = await send(uploadOf(await begin()));
  await deleteConversion(parts, first.id);
  t.same(await send(uploadOf(await begin())), { id: first.id, replayed: true });
  await t.rejects(send(uploadOf(await begin()), { tag: 'y' }), { code: 'idempotency_key_reused' });
  t.equal(await parts.store.find(first.id), undefined);
  t.same(await filesOf(parts), []);
});

t.test('a key is free a day after the first try ended, swept or not', async (t) => {
  for (const swept of [true, false]) {
    const parts = await openParts(t);
    const begin = uploadsOf(parts);
    const first = await send(uploadOf(await begin()));
    parts.clock.now += DAY - 1;
    await sweepIdempotencyKeys(parts);
    t.same(await begin({ awaitsContinue: true }), { answer: { id: first.id, replayed: true } });
    parts.clock.now += 1;
    if (swept) await sweepIdempotencyKeys(parts);
    t.equal((await parts.idempotencyKeys.find(KEY)) === undefined, swept);
    const second = await send(uploadOf(await begin()), { tag: 'y' });
    t.match(second, { replayed: false });
    t.not(second.id, first.id);
  }
});

t.test('a long upload keeps its key', async (t) => {
  const parts = await openParts(t);
  const begin = uploadsOf(parts, { keyLeaseMs: 30 });
  const upload = uploadOf(await begin());
  const heldUntil = async () => (await parts.idempotencyKeys.find(KEY))?.heldUntil ?? 0;
  for (let times = 0; times < 3; times += 1) {
    parts.clock.now += 29;
    const target = parts.clock.now + 30;
    await waitUntil('it is renewed', async () => (await heldUntil()) === target);
    await t.rejects(begin(), { code: 'idempotency_key_in_flight' });
  }
  await send(upload);
  t.equal(await heldUntil(), 0, 'and no longer than it lasts');
});
