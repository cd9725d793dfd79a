import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import type { Conversion } from '../../src/domain/conversion.ts';
import type { KeyChange } from '../../src/domain/idempotency.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createAcceptUpload, type Upload } from '../../src/use-cases/accept-upload.ts';
import { deleteConversion } from '../../src/use-cases/delete-conversion.ts';
import {
  type Accepted,
  createIdempotentUploads,
  type KeyedRequest,
} from '../../src/use-cases/idempotent-upload.ts';
import { sweepIdempotencyKeys } from '../../src/use-cases/sweep-idempotency-keys.ts';
import { gate } from '../contracts/until.ts';
import { waitUntil } from '../support/wait-until.ts';
import { chunks, filesOf, openParts, type TestParts, TRIANGLE_STL } from './open-parts.ts';

const KEY = { caller: 'anyone', key: 'one-and-only' };
const DAY = 24 * 3_600_000;
const LENGTH = 500;
const FORM = { fileName: 'one.stl', bytes: TRIANGLE_STL, target_format: 'obj', options: '{}', tag: 'x' };
const OTHER_BYTES = TRIANGLE_STL.replace('vertex 1 0 0', 'vertex 2 0 0');

/** Uploads with one key, on real adapters. @param changed parts that this try sees otherwise */
function uploadsOf(parts: TestParts, changed: Partial<TestParts> & { keyLeaseMs?: number } = {}) {
  const mine = { keyLeaseMs: 30_000, ...parts, ...changed, createHasher: () => createHash('sha256') };
  const uploads = createIdempotentUploads({ ...mine, acceptUpload: createAcceptUpload(mine) });
  return (request: Partial<KeyedRequest> = {}) =>
    uploads.begin({ key: KEY, contentLength: LENGTH, awaitsContinue: false, ...request });
}

const uploadOf = (begun: { upload: Upload<Accepted> } | { answer: Accepted }): Upload<Accepted> => {
  if ('answer' in begun) throw new Error('answered before the body');
  return begun.upload;
};

async function fill(upload: Upload<Accepted>, changes: Partial<typeof FORM> = {}): Promise<void> {
  const { fileName, bytes, ...fields } = { ...FORM, ...changes };
  for (const [name, value] of Object.entries(fields)) upload.field(name, value);
  await upload.file({ fileName, bytes: chunks(bytes.slice(0, 20), bytes.slice(20)) });
}

/** As the route does it: what fails is discarded. */
async function send(upload: Upload<Accepted>, changes: Partial<typeof FORM> = {}): Promise<Accepted> {
  try {
    await fill(upload, changes);
    return await upload.finish();
  } catch (error) {
    await upload.discard();
    throw error;
  }
}

async function onlyHas(t: Test, parts: TestParts, id: string): Promise<void> {
  const { conversions } = await parts.store.list({}, { limit: 10, skip: 0 });
  t.same(
    conversions.map((conversion) => conversion.id),
    [id],
    'one conversion',
  );
  t.same(await filesOf(parts), [conversions[0]?.original.key], 'and its file');
}

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
async function raceAtTheInsert(t: Test, slowForm: Partial<typeof FORM>) {
  const parts = await openParts(t);
  const { opened, open } = gate();
  let waiting = false;
  const insert = async (conversion: Conversion) => {
    waiting = true;
    await opened;
    return parts.store.insert(conversion);
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
