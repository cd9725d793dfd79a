import t from 'tap';
import type { CreatedMessage } from '../../src/domain/ports.ts';
import { createAcceptUpload, type Upload } from '../../src/use-cases/accept-upload.ts';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { retryConversion } from '../../src/use-cases/retry-conversion.ts';
import { runConversion } from '../../src/use-cases/run-conversion.ts';
import { accept, chunks, filesOf, openParts, TRIANGLE_STL } from './open-parts.ts';

const stl = { fileName: 'one.stl', bytes: chunks(TRIANGLE_STL) };

t.test('fields in any order make one pending, announced conversion', async (t) => {
  const parts = await openParts(t);
  const heard: CreatedMessage[] = [];
  await parts.bus.consumeCreated(1, async (message) => {
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
  t.equal((await parts.store.find(upload.id))?.announcedAt, parts.clock.now);
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
      u.field('target_format', 'iges');
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
    },
  ],
  [
    'a pair that is not possible, file first',
    'pair_unsupported',
    async (u) => {
      await u.file({ fileName: 'a.stl', bytes: chunks(TRIANGLE_STL) });
      u.field('target_format', 'iges');
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

t.test('a bus that is away refuses before a byte is read', async (t) => {
  const parts = await openParts(t);
  const away = async () => {
    throw new Error('no broker');
  };
  const upload = await createAcceptUpload(parts).beginUpload();
  const broken = { ...parts, bus: { ...parts.bus, ping: away, announceCreated: away } };
  await t.rejects(createAcceptUpload(broken).beginUpload(), {
    code: 'dependency_unavailable',
    retryAfterSeconds: 5,
    cause: { message: 'no broker' },
  });
  await upload.discard();
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
