import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Entry, fromBufferPromise, openPromise } from 'yauzl';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import { writeZip, type ZipWriter } from '../../../src/engines/mesh/archive/write-zip.ts';
import { centralRecord, endOfDirectory } from '../../../src/engines/mesh/archive/zip-records.ts';
import { ChunkWriter } from '../../../src/engines/mesh/io/chunk-writer.ts';

const GIB = 1024 ** 3;
const havePython = spawnSync('python3', ['--version']).status === 0;

/** Five chunks of different content. */
function* manyChunks(): Generator<Uint8Array> {
  for (let chunk = 0; chunk < 5; chunk += 1) {
    yield Buffer.from(Array.from({ length: 40_000 }, (_, line) => `<v x="${line * chunk}"/>\n`).join(''));
  }
}
const MANY = Buffer.concat([...manyChunks()]);

const write = async (zip: ZipWriter): Promise<void> => {
  await zip.add('[Content_Types].xml', [Buffer.from('<Types/>')]);
  await zip.add('3D/model.xml', manyChunks());
  await zip.add('größe.txt', [Buffer.from('ü')]);
  await zip.add('empty.txt', []);
  await zip.add('huge.xml', manyChunks(), { mayBeHuge: true });
  await zip.add('stored.bin', [Buffer.from('abc'), Buffer.from('def')], { stored: true });
};

async function contentOf(path: string): Promise<Map<string, { entry: Entry; bytes: Buffer; start: number }>> {
  const zip = await openPromise(path, { strictFileNames: true, autoClose: false });
  const content = new Map<string, { entry: Entry; bytes: Buffer; start: number }>();
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    content.set(entry.fileName, { entry, bytes: Buffer.concat(parts), start });
  }
  zip.close();
  return content;
}

t.test('yauzl reads what was written, and sizes stand before the data', async (t) => {
  const path = join(t.testdir(), 'a.zip');
  await writeZip(path, DEFAULT_LIMITS, write);
  const content = await contentOf(path);
  t.strictSame(
    [...content].map(([name, { bytes }]) => [name, bytes.length]),
    [
      ['[Content_Types].xml', 8],
      ['3D/model.xml', MANY.length],
      ['größe.txt', 2],
      ['empty.txt', 0],
      ['huge.xml', MANY.length],
      ['stored.bin', 6],
    ],
  );
  t.ok(content.get('3D/model.xml')!.bytes.equals(MANY));
  t.ok(content.get('huge.xml')!.bytes.equals(MANY));
  t.equal(content.get('stored.bin')!.bytes.toString(), 'abcdef');
  t.equal(content.get('stored.bin')!.entry.compressionMethod, 0);
  t.ok(statSync(path).size < MANY.length / 3, 'packed');
  for (const { entry } of content.values()) t.equal(entry.generalPurposeBitFlag & 8, 0, 'no data descriptor');
});

t.test('Python tests and reads what was written', { skip: havePython ? false : 'no Python' }, async (t) => {
  const path = join(t.testdir(), 'a.zip');
  await writeZip(path, DEFAULT_LIMITS, write);
  const program = [
    'import sys, zipfile, hashlib',
    'z = zipfile.ZipFile(sys.argv[1])',
    'assert z.testzip() is None',
    'print([(i.filename, i.file_size, i.compress_type, i.date_time) for i in z.infolist()])',
    'sys.exit(0 if z.read("huge.xml") == open(sys.argv[2], "rb").read() else 1)',
  ].join('\n');
  const expected = join(t.testdirName, 'expected');
  writeFileSync(expected, MANY);
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program, path, expected], {
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
  t.match(stdout, "('größe.txt', 2, 8, (1980, 1, 1, 0, 0, 0))");
});

t.test('stored data begins where it is aligned', async (t) => {
  const path = join(t.testdir(), 'a.usdz');
  await writeZip(path, DEFAULT_LIMITS, async (zip) => {
    for (let length = 0; length < 70; length += 1) {
      await zip.add(`${'n'.repeat(length + 1)}.usdc`, [Buffer.alloc(length, 1)], { stored: true, align: 64 });
    }
  });
  const content = [...(await contentOf(path)).values()];
  t.equal(content.length, 70);
  for (const [index, { start, bytes }] of content.entries()) {
    t.equal(start % 64, 0);
    t.equal(bytes.length, index);
  }
});

t.test('the same content gives the same bytes', async (t) => {
  const folder = t.testdir();
  for (const name of ['a.zip', 'b.zip']) await writeZip(join(folder, name), DEFAULT_LIMITS, write);
  t.ok(readFileSync(join(folder, 'a.zip')).equals(readFileSync(join(folder, 'b.zip'))));
});

t.test('numbers of more than 16 and 32 bits are in the ZIP64 records', async (t) => {
  const far = { name: Buffer.from('far'), deflated: false, isHuge: true, paddingBytes: 0, crc32: 7 };
  const entry = { ...far, headerOffset: 5 * GIB, sizeBytes: 6 * GIB, packedBytes: 7 * GIB };
  const directory = Buffer.concat(Array.from({ length: 65_600 }, () => centralRecord(entry)));
  const end = endOfDirectory(65_600, 0, directory.length);
  const zip = await fromBufferPromise(Buffer.concat([directory, end]), { validateEntrySizes: false });
  t.equal(zip.entryCount, 65_600);
  for await (const read of zip.eachEntry()) {
    t.match(read, {
      compressedSize: 7 * GIB,
      uncompressedSize: 6 * GIB,
      relativeOffsetOfLocalHeader: 5 * GIB,
    });
    break;
  }
});

t.test('an error of whoever yields the chunks comes through', async (t) => {
  const path = join(t.testdir(), 'broken.zip');
  const writing = writeZip(path, DEFAULT_LIMITS, (zip) =>
    zip.add(
      'a',
      (function* () {
        yield Buffer.alloc(100);
        throw new Error('no more');
      })(),
    ),
  );
  await t.rejects(writing, { message: 'no more' });
});

t.test('a chunk writer hands over whole chunks, in order', (t) => {
  const writer = new ChunkWriter();
  const chunks: Uint8Array[] = [];
  let expected = '';
  for (let line = 0; line < 300_000; line += 1) {
    writer.text('line ');
    writer.integer(line);
    writer.byte(10);
    expected += `line ${line}\n`;
    chunks.push(...writer.take());
  }
  t.equal(chunks.length, 3);
  chunks.push(...writer.finish());
  t.equal(Buffer.concat(chunks).toString(), expected);
  t.strictSame(writer.finish(), []);
  t.end();
});
