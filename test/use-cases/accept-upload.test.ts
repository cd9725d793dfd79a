import t from 'tap';
import type { Conversion } from '../../src/domain/conversion.ts';
import type { CreatedMessage } from '../../src/domain/ports.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createAcceptUpload, type Upload } from '../../src/use-cases/accept-upload.ts';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { retryConversion } from '../../src/use-cases/retry-conversion.ts';
import { runConversion } from '../../src/use-cases/run-conversion.ts';
import { sweepConversions, sweepFiles } from '../../src/use-cases/sweep.ts';
import { consumeEvery } from '../support/consume-every.ts';
import { waitUntil } from '../support/wait-until.ts';
import { accept, chunks, filesOf, openParts, TRIANGLE_STL } from './open-parts.ts';

const stl = { fileName: 'one.stl', bytes: chunks(TRIANGLE_STL) };

t.test('fields in any order make one pending, announced conversion', async (t) => {
  const parts = await openParts(t);
  const heard: CreatedMessage[] = [];
  await consumeEvery(parts.bus, async (message) => {
    heard.push(message);
    return { kind: 'done' };
  });
  const upload = await createAcceptUpload(parts).beginUpload();
  upload.field('target_format', '.OBJ');
  upload.field('something_else', 'ignored');
  await upload.file({ fileName: '../Gehäuse "A".STL', bytes: chunks('solid', ' one\nfacet normal 0 0 1\n') });
  upload.field('tag', 'batch-7');
  upload.field('options', '{"target_unit": "in"}');
  const conversion = await upload.finish();
  t.match(conversion, {
    id: upload.id,
    status: 'pending',
    sourceFormat: 'stl',
    targetFormat: 'obj',
    tag: 'batch-7',
  });
  t.same(conversion.options, { target_unit: 'in' });
  t.equal(conversion.original.fileName, 'Gehäuse "A".STL');
  t.match(conversion.original.key, new RegExp(`^/original/${upload.id}/[^/]+\\.stl$`, 'i'));
  t.match(heard, [{ id: upload.id }]);
  await waitUntil('it is marked', async () => {
    const announcedAt = (await parts.store.find(upload.id))?.announcedAt;
    return announcedAt === parts.clock.now;
  });
});

const refusals: [name: string, code: string, use: (upload: Upload) => Promise<unknown> | unknown][] = [
  ['no file', 'file_required', (u) => u.finish()],
  [
    'no target',
    'target_format_required',
    async (u) => {
      await u.file({ ...stl, bytes: chunks(TRIANGLE_STL) });
      await u.finish();
    },
  ],
  ['an empty target', 'target_format_required', (u) => u.field('target_format', ' ')],
  ['an unknown target', 'target_format_unknown', (u) => u.field('target_format', 'docx')],
  [
    'a field twice',
    'field_repeated',
    (u) => {
      u.field('target_format', 'obj');
      u.field('target_format', 'ply');
    },
  ],
  ['no extension', 'file_extension_missing', (u) => u.file({ fileName: 'model', bytes: chunks('x') })],
  ['a dot file', 'file_extension_missing', (u) => u.file({ fileName: '.stl', bytes: chunks('x') })],
  [
    'a double extension',
    'source_format_unknown',
    (u) => u.file({ fileName: 'a.stl.gz', bytes: chunks('x') }),
  ],
  ['an unknown extension', 'source_format_unknown', (u) => u.file({ fileName: 'a.xyz', bytes: chunks('x') })],
  ['an empty file', 'file_empty', (u) => u.file({ fileName: 'a.stl', bytes: chunks() })],
  ['other content', 'content_mismatch', (u) => u.file({ fileName: 'a.step', bytes: chunks('glTF....') })],
  [
    'too many bytes',
    'file_too_large',
    (u) => u.file({ fileName: 'a.stl', bytes: chunks('solid ', 'x'.repeat(2_000_000)) }),
  ],
  ['options that are no JSON', 'options_malformed', (u) => u.field('options', '{')],
  ['options that are a list', 'options_malformed', (u) => u.field('options', '[]')],
  ['a tag with spaces', 'tag_invalid', (u) => u.field('tag', 'a b')],
  [
    'two files',
    'too_many_files',
    async (u) => {
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
      await u.file({ fileName: 'b.stl', bytes: chunks(TRIANGLE_STL) });
    },
  ],
  [
    'a pair that is not possible, target first',
    'pair_unsupported',
    async (u) => {
      u.field('target_format', 'fbx');
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
    },
  ],
  [
    'a pair that is not possible, file first',
    'pair_unsupported',
    async (u) => {
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
      u.field('target_format', 'fbx');
    },
  ],
  [
    'options of another pair',
    'options_invalid',
    async (u) => {
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
      u.field('target_format', 'obj');
      u.field('options', '{"linear_deflection": 0.1}');
      await u.finish();
    },
  ],
];

for (const [name, code, use] of refusals) {
  t.test(`${name} is refused with ${code} and nothing is kept`, async (t) => {
    const parts = await openParts(t);
    const upload = await createAcceptUpload(parts).beginUpload();
    await t.rejects(async () => use(upload), { code });
    await upload.discard();
    t.same(await filesOf(parts), []);
    t.equal((await parts.store.list({}, { limit: 10, skip: 0 })).total, 0);
  });
}

t.test('what is away refuses before a byte is read, and asks nobody', async (t) => {
  const parts = await openParts(t);
  const refuse = () => Promise.reject(new Error('asked'));
  const availability = {
    requireAll() {
      throw new Problem('dependency_unavailable', { retryAfterSeconds: 5 });
    },
  };
  const broken = { ...parts, availability, store: { ...parts.store, countPending: refuse } };
  await t.rejects(createAcceptUpload(broken).beginUpload(), {
    code: 'dependency_unavailable',
    retryAfterSeconds: 5,
  });
});

t.test('an upload that is under way when the bus falls is kept, and announced later', async (t) => {
  const parts = await openParts(t);
  const away = () => Promise.reject(new Problem('dependency_unavailable'));
  const kept = await accept({ ...parts, bus: { ...parts.bus, announceCreated: away } });
  t.match(await parts.store.find(kept.id), { status: 'pending', announcedAt: undefined });
  const heard: string[] = [];
  await consumeEvery(parts.bus, async ({ id }) => {
    heard.push(id);
    return { kind: 'done' };
  });
  await sweepConversions(parts);
  await waitUntil('it is announced', () => heard.includes(kept.id));
});

t.test('an upload waits for a store that restarts', async (t) => {
  const parts = await openParts(t);
  let tries = 0;
  const insert = async (conversion: Conversion) => {
    tries += 1;
    if (tries < 3) throw new Problem('dependency_unavailable');
    await parts.store.insert(conversion);
  };
  const kept = await accept({ ...parts, store: { ...parts.store, insert } });
  t.equal(tries, 3);
  t.match(await parts.store.find(kept.id), { status: 'pending' });
});

t.test('a record that was made without an answer is not made twice, and keeps its file', async (t) => {
  const parts = await openParts(t);
  let tries = 0;
  const insert = async (conversion: Conversion) => {
    tries += 1;
    await parts.store.insert(conversion);
    throw new Problem('dependency_unavailable');
  };
  const kept = await accept({ ...parts, store: { ...parts.store, insert } });
  t.equal(tries, 1);
  t.same(await filesOf(parts), [kept.original.key]);
});

t.test('where nobody knows whether the record was made, the file stays for the sweep', async (t) => {
  const parts = await openParts(t);
  const broken = {
    ...parts,
    store: { ...parts.store, insert: () => Promise.reject(new Problem('dependency_unavailable')) },
  };
  const upload = await createAcceptUpload(broken).beginUpload();
  await upload.file({ fileName: 'one.stl', bytes: chunks(TRIANGLE_STL) });
  upload.field('target_format', 'obj');
  await t.rejects(upload.finish(), { code: 'dependency_unavailable' });
  await upload.discard();
  t.equal((await filesOf(parts)).length, 1);
  await sweepFiles(parts, Date.now() + 60_000);
  t.same(await filesOf(parts), [], 'no record speaks of it');
});

t.test('a full queue refuses before a byte is read', async (t) => {
  const parts = await openParts(t);
  parts.limits.maxQueueLength = 1;
  await accept(parts);
  await t.rejects(createAcceptUpload(parts).beginUpload(), { code: 'queue_full', retryAfterSeconds: 30 });
});

t.test('a retry is a new conversion with its own copy of the original', async (t) => {
  const parts = await openParts(t, () => Promise.reject(new Error('the engine module is broken')));
  const first = await accept(parts, { target_format: 'obj', tag: 'x', options: '{"target_unit":"m"}' });
  const retry = (id: string) => retryConversion({ ...parts, maxQueueLength: 1 }, id);
  await t.rejects(retry(first.id), { code: 'conversion_not_ended' });
  const signals = { stopping: new AbortController().signal, cancelled: new AbortController().signal };
  await runConversion(parts, first.id, signals);
  parts.clock.now += 60_000;
  await runConversion(parts, first.id, signals);
  const waiting = await accept(parts);
  await t.rejects(retry(first.id), { code: 'queue_full', retryAfterSeconds: 30 });
  await cancelConversion(parts, waiting.id);
  const again = await retry(first.id);
  t.match(again, {
    status: 'pending',
    retryOf: first.id,
    tag: 'x',
    options: { target_unit: 'm' },
    attempt: 0,
  });
  t.not(again.original.key, first.original.key);
  t.equal(again.original.sha256, first.original.sha256);
  await cancelConversion(parts, again.id);
  await t.rejects(retry('0'.repeat(24)), { code: 'conversion_not_found' });
  await parts.storage.removeAll(first.id);
  await t.rejects(retry(first.id), { code: 'file_expired' });
});
