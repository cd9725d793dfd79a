import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import t from 'tap';
import type { ArchiveLimits } from '../../../src/domain/engine-limits.ts';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { withArchive } from '../../../src/engines/mesh/archive/open-archive.ts';
import { buildZip, type Member } from './build-zip.ts';

const MIB = 1 << 20;
const TEXT = 'v 0 0 0\n'.repeat(1000);
const ZEROS = deflateRawSync(Buffer.alloc(20 * MIB));
const good = buildZip([
  { name: 'a.obj', bytes: TEXT },
  { name: 'b.obj', bytes: TEXT },
]);

interface Bad {
  name: string;
  bytes: Buffer;
  code: ProblemCode;
  says?: RegExp;
  limits?: Partial<ArchiveLimits>;
}
const of = (name: string, code: ProblemCode, members: Member[], says?: RegExp, limits = {}): Bad => ({
  name,
  bytes: buildZip(members),
  code,
  limits,
  ...(says && { says }),
});

/** Two entries whose second lies within the packed bytes of the first, as in Fifield's bomb. */
function overlapping(): Buffer {
  const inner = buildZip([{ name: 'b', bytes: TEXT }]);
  const innerLocal = inner.subarray(0, inner.indexOf('PK\x01\x02', 0, 'latin1'));
  const outer: Member = {
    name: 'a',
    bytes: innerLocal,
    packed: Buffer.concat([stored(innerLocal, true)]),
  };
  const second: Member = { name: 'b', bytes: TEXT, claims: { headerOffset: 30 + 1 + 5 } };
  return buildZip([outer, second]);
}

/** A stored block of deflate. */
function stored(bytes: Buffer, last: boolean): Buffer {
  const head = Buffer.alloc(5);
  head[0] = last ? 1 : 0;
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

const bad: Bad[] = [
  of('a parent folder', 'input_archive_unsafe', [{ name: '../evil.obj', bytes: TEXT }], /evil/),
  of('a parent folder in the middle', 'input_archive_unsafe', [{ name: 'a/../../evil.obj' }]),
  of('a parent folder with backslashes', 'input_archive_unsafe', [{ name: 'a\\..\\..\\evil.obj' }]),
  of('an absolute name', 'input_archive_unsafe', [{ name: '/etc/cron.d/evil' }]),
  of('a drive letter', 'input_archive_unsafe', [{ name: 'C:\\evil.obj' }]),
  of('a network share', 'input_archive_unsafe', [{ name: '\\\\host\\share\\evil.obj' }]),
  of('a null character', 'input_archive_unsafe', [{ name: 'a\0.obj' }]),
  of('a name of thousands of letters', 'input_archive_unsafe', [{ name: 'a'.repeat(5000) }]),
  of(
    'one name twice',
    'input_archive_unsafe',
    [{ name: 'a/b.obj' }, { name: 'a\\.\\b.obj' }],
    /two files named "a\/b/,
  ),
  of(
    'both entries at one place',
    'input_archive_unsafe',
    [
      { name: 'a', bytes: TEXT },
      { name: 'b', bytes: TEXT, claims: { headerOffset: 0 } },
    ],
    /shares bytes/,
  ),
  {
    name: 'an entry within another',
    bytes: overlapping(),
    code: 'input_archive_unsafe',
    says: /shares bytes/,
  },
  of(
    'a bomb',
    'input_archive_unsafe',
    [{ name: 'a', packed: ZEROS, claims: { sizeBytes: 20 * MIB } }],
    /inflates to far more/,
  ),
  of(
    'a bomb that says it is small',
    'input_malformed',
    [{ name: 'a', packed: ZEROS, claims: { sizeBytes: 1000 } }],
    /"a" in the archive is damaged/,
  ),
  of(
    'too many files',
    'input_limit_exceeded',
    [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    /has 3 files; the limit of this server is 2/,
    { maxEntries: 2 },
  ),
  of(
    'too much together',
    'input_limit_exceeded',
    [
      { name: 'a', bytes: TEXT },
      { name: 'b', bytes: TEXT },
    ],
    /more than 15999 bytes/,
    { maxInflatedBytes: TEXT.length * 2 - 1 },
  ),
  of(
    'too much, says its size',
    'input_limit_exceeded',
    [{ name: 'a', packed: Buffer.alloc(MIB), claims: { sizeBytes: 20 * MIB } }],
    /more than 100 bytes/,
    { maxInflatedBytes: 100 },
  ),
  of('a password', 'input_feature_unsupported', [{ name: 'a', bytes: TEXT, flags: 1 }], /encrypted/),
  of(
    'another compression',
    'input_feature_unsupported',
    [{ name: 'a', bytes: TEXT, claims: { method: 14 } }],
    /method 14/,
  ),
  of('a wrong checksum', 'input_malformed', [{ name: 'a', bytes: TEXT, claims: { crc32: 1 } }], /damaged/),
  of(
    'a wrong checksum of a stored file',
    'input_malformed',
    [{ name: 'a', bytes: TEXT, stored: true, claims: { crc32: 1 } }],
    /damaged/,
  ),
  of(
    'shorter than it says',
    'input_malformed',
    [{ name: 'a', bytes: TEXT, claims: { sizeBytes: TEXT.length + 1 } }],
    /damaged/,
  ),
  of('no deflate', 'input_malformed', [
    { name: 'a', packed: Buffer.from('hello'), claims: { sizeBytes: 9 } },
  ]),
  of('deflate without an end', 'input_malformed', [
    {
      name: 'a',
      packed: deflateRawSync(Buffer.from(TEXT)).subarray(0, 20),
      claims: { sizeBytes: TEXT.length },
    },
  ]),
  of('nothing that should be something', 'input_malformed', [
    { name: 'a', packed: Buffer.alloc(0), claims: { sizeBytes: 5 } },
  ]),
  of('more packed bytes than the file has', 'input_malformed', [
    { name: 'a', bytes: TEXT, claims: { packedBytes: 1e9 } },
  ]),
  of('a header beyond the end', 'input_malformed', [{ name: 'a', claims: { headerOffset: 1e9 } }]),
  of('a header where none is', 'input_malformed', [{ name: 'a', bytes: TEXT, claims: { headerOffset: 3 } }]),
  { name: 'nothing', bytes: Buffer.alloc(0), code: 'input_truncated' },
  { name: 'no archive', bytes: Buffer.from(TEXT), code: 'input_truncated' },
  {
    name: 'more entries than there are',
    bytes: buildZip([{ name: 'a' }], { count: 2 }),
    code: 'input_truncated',
  },
];

for (const { name, bytes, code, says, limits } of bad) {
  t.test(`refused: ${name}`, async (t) => {
    const path = join(t.testdir(), 'bad.zip');
    writeFileSync(path, bytes);
    const problem = await withArchive(path, limits, async ({ entries, read }) => {
      for (const entry of entries) await read(entry);
    }).then(
      () => undefined,
      (error: unknown) => error as { code?: string; detail?: string },
    );
    t.equal(problem?.code, code, problem?.detail ?? String(problem));
    t.match(problem?.detail, says ?? /\.$/);
  });
}

t.test('cut anywhere, it is refused with a typed error', async (t) => {
  const path = join(t.testdir(), 'cut.zip');
  for (let length = 0; length < good.length; length += 1) {
    writeFileSync(path, good.subarray(0, length));
    await t.rejects(
      withArchive(path, undefined, async ({ entries, read }) => {
        for (const entry of entries) await read(entry);
      }),
      { code: /^input_(truncated|malformed)$/ },
      `${length} bytes`,
    );
  }
});

t.test('a flipped bit is a typed error or changes nothing', async (t) => {
  const path = join(t.testdir(), 'flipped.zip');
  let refused = 0;
  for (let bit = 0; bit < good.length * 8; bit += 3) {
    const flipped = Buffer.from(good);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, flipped);
    const outcome = await withArchive(path, undefined, async ({ entries, read }) => {
      for (const entry of entries) {
        const text = Buffer.from(await read(entry)).toString();
        if (text !== TEXT) throw new Error(`other bytes at bit ${bit}`);
      }
    }).catch((error: { code?: string }) => error);
    if (outcome === undefined) continue;
    refused += 1;
    if (!String((outcome as { code?: string }).code).startsWith('input_')) t.fail(`${bit}: ${outcome}`);
  }
  t.ok(refused > 100, `${refused} were refused`);
});
