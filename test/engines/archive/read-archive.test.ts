import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import t, { type Test } from 'tap';
import { ZipFile } from 'yazl';
import { type Archive, withArchive } from '../../../src/engines/mesh/archive/open-archive.ts';
import { siblingsOf } from '../../../src/engines/mesh/archive/siblings.ts';
import { withScratchFolder } from '../../../src/engines/scratch-folder.ts';
import { buildZip, type Member } from './build-zip.ts';

const TEXT = 'v 0 0 0\n'.repeat(100_000);

function saved(t: Test, bytes: Buffer): string {
  const path = join(t.testdir(), 'archive.zip');
  writeFileSync(path, bytes);
  return path;
}

const textsOf = async ({ entries, read }: Archive): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(entries.map(async (entry) => [entry.name, Buffer.from(await read(entry)).toString()])),
  );

t.test('what yazl writes: stored and deflated, with data descriptors and ZIP64', async (t) => {
  const path = join(t.testdir(), 'yazl.zip');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(TEXT), 'deep/er/model.obj');
  zip.addBuffer(Buffer.from(TEXT), 'stored.obj', { compress: false });
  zip.addReadStream(Readable.from([TEXT, 'end']), 'streamed.obj');
  zip.addBuffer(Buffer.from('Größe'), 'größe.txt', { forceZip64Format: true });
  zip.addBuffer(Buffer.alloc(0), 'empty.txt');
  zip.addBuffer(Buffer.alloc(0), 'empty-stored.txt', { compress: false });
  zip.addEmptyDirectory('a folder');
  zip.end({ comment: 'a comment', forceZip64Format: true });
  await pipeline(zip.outputStream, createWriteStream(path));
  await withArchive(path, undefined, async (archive) => {
    t.strictSame(await textsOf(archive), {
      'deep/er/model.obj': TEXT,
      'stored.obj': TEXT,
      'streamed.obj': `${TEXT}end`,
      'größe.txt': 'Größe',
      'empty.txt': '',
      'empty-stored.txt': '',
    });
  });
});

const members: Member[] = [
  { name: 'sub\\folder\\model.obj', bytes: 'mtllib ../mat/a.mtl', flags: 0 },
  { name: './sub//mat/a.mtl', bytes: 'newmtl a', descriptor: true },
  { name: 'sub/mat/A b%20.png', bytes: 'png', stored: true },
  { name: 'Upper.PNG', bytes: 'upper', zip64: true },
  { name: 'upper.png', bytes: 'lower' },
  { name: 'sub/link', bytes: '/etc/passwd', mode: 0o120777 },
  { name: 'sub/', bytes: '' },
  { name: Buffer.from([0x87, 0x2e, 0x74]), bytes: 'code page 437', flags: 0 },
];

t.test('names are one way of writing; folders and links are left out', async (t) => {
  await withArchive(saved(t, buildZip(members)), undefined, async (archive) => {
    t.strictSame(
      archive.entries.map(({ name }) => name),
      ['sub/folder/model.obj', 'sub/mat/a.mtl', 'sub/mat/A b%20.png', 'Upper.PNG', 'upper.png', 'ç.t'],
    );
    t.equal(archive.links, 1);
    t.equal(archive.find('SUB/MAT/A.MTL')?.name, 'sub/mat/a.mtl');
    t.equal(archive.find('upper.png')?.name, 'upper.png', 'the exact name first');
    t.equal(archive.find('UPPER.png'), undefined, 'two names differ from it in case alone');
  });
});

t.test('references count from the folder of the model and never leave the archive', async (t) => {
  await withArchive(saved(t, buildZip(members)), undefined, async (archive) => {
    const siblings = siblingsOf(archive, archive.find('sub/folder/model.obj')!);
    const text = async (reference: string) => (await siblings.read(reference))?.toString();
    for (const reference of [
      '../mat/a.mtl',
      '..\\mat\\a.mtl',
      './../mat/./a.mtl',
      '/sub/mat/a.mtl',
      '../Mat/A.mtl',
    ])
      t.equal(await text(reference), 'newmtl a', reference);
    t.equal(await text('../mat/A%20b%2520.png'), 'png', 'percent-encoded');
    t.equal(await text('../mat/A b%20.png'), 'png', 'a plain percent sign');
    for (const reference of [
      '../../../etc/passwd',
      '..%2f..%2f..%2fetc/passwd',
      '/etc/passwd',
      'C:\\sub\\mat\\a.mtl',
      'file:///sub/mat/a.mtl',
      'https://example.org/a.mtl',
      '//host/share/a.mtl',
      '../link',
      '%',
      '',
      '..',
      '../mat',
      '../mat/a.mtl\0',
    ])
      t.equal(await text(reference), undefined, JSON.stringify(reference));
  });
});

t.test('an entry becomes a file, and progress comes while it is inflated', async (t) => {
  const path = saved(t, buildZip([{ name: 'model.obj', bytes: TEXT }]));
  const target = join(dirname(path), 'model.obj');
  await withArchive(path, undefined, async (archive) => {
    await archive.extract(archive.entries[0]!, target);
    t.equal(readFileSync(target, 'utf8'), TEXT);
    await t.rejects(archive.extract(archive.entries[0]!, target), { code: 'EEXIST' }, 'replaces nothing');
    const fractions: number[] = [];
    for await (const _ of archive.chunks(archive.entries[0]!, (fraction) => fractions.push(fraction)));
    t.equal(fractions.at(-1), 1);
    t.ok(fractions.length > 2);
  });
});

t.test('whoever stops early leaves nothing open', async (t) => {
  const path = saved(
    t,
    buildZip([
      { name: 'a', bytes: TEXT },
      { name: 'b', bytes: TEXT, stored: true },
    ]),
  );
  const before = await countOpenFiles();
  await withArchive(path, undefined, async ({ entries, chunks }) => {
    for (const entry of entries) for await (const _ of chunks(entry)) break;
  });
  await t.rejects(
    withArchive(path, undefined, async ({ entries, chunks }) => {
      for await (const _ of chunks(entries[0]!)) throw new Error('enough');
    }),
    { message: 'enough' },
  );
  t.equal(await countOpenFiles(), before);
});

/** The number of the next file that is opened is the lowest that is free. */
async function countOpenFiles(): Promise<number> {
  const file = await open(import.meta.filename, 'r');
  const { fd } = file;
  await file.close();
  return fd;
}

t.test('a scratch folder is gone afterwards', async (t) => {
  const target = join(t.testdir(), 'out.glb');
  let seen = '';
  await t.rejects(
    withScratchFolder(target, async (folder) => {
      seen = folder;
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', 'model.obj'), TEXT);
      throw new Error('enough');
    }),
    { message: 'enough' },
  );
  t.notOk(existsSync(seen));
  t.equal(await withScratchFolder(target, async (folder) => existsSync(folder)), true);
  t.notOk(existsSync(seen));
});
