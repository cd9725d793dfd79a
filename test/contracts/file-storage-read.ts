import type { Test } from 'tap';
import {
  bytesOf,
  type OpenStorage,
  openFor,
  originalKey,
  textOf,
  unevenBytes,
  write,
} from './file-storage.ts';

export async function fileStorageReadContract(t: Test, open: OpenStorage): Promise<void> {
  await t.test('what was written is read', async (t) => {
    const { storage } = await openFor(t, open);
    const bytes = unevenBytes(3_000_001);
    const key = originalKey('part.step');
    await write(storage, key, bytes);
    const file = await storage.read(key);
    t.equal(file?.sizeBytes, bytes.length);
    t.ok((await bytesOf(file))?.equals(bytes));
    t.strictSame(await storage.stat(key), { sizeBytes: bytes.length });
  });

  await t.test('what is not there is undefined', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('part.step');
    t.equal(await storage.read(key), undefined);
    t.equal(await storage.read(key, { start: 0, end: 1 }), undefined);
    t.equal(await storage.stat(key), undefined);
    await write(storage, `${key.replace('/original', '/converted').replace('/part', '/1/part')}`, 'x');
    t.equal(await storage.read(key), undefined, 'nor where another area has one of that name');
    t.equal(await storage.stat(key.replace('/original', '/converted').replace('part.step', '1')), undefined);
    t.equal(await storage.read(key.replace('/original', '/converted').replace('part.step', '1')), undefined);
  });

  await t.test('ranges, both ends inclusive', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('digits.stl');
    await write(storage, key, '0123456789');
    const part = async (start: number, end: number) => await textOf(await storage.read(key, { start, end }));
    t.equal(await part(0, 9), '0123456789');
    t.equal(await part(0, 0), '0');
    t.equal(await part(3, 5), '345');
    t.equal(await part(9, 9), '9');
    t.equal(await part(7, 1000), '789', 'an end beyond the file is cut');
    const file = await storage.read(key, { start: 3, end: 5 });
    t.equal(file?.sizeBytes, 10, 'the size is that of the whole file');
    file?.stream.destroy();
    await t.rejects(storage.read(key, { start: 10, end: 12 }), { code: 'range_not_satisfiable' });
  });

  await t.test('ranges within a large file', async (t) => {
    const { storage } = await openFor(t, open);
    const bytes = unevenBytes(2_500_000);
    const key = originalKey('large.stl');
    await write(storage, key, bytes);
    for (const [start, end] of [
      [0, 1_048_575],
      [1_048_576, 2_097_151],
      [262_143, 262_144],
      [2_499_999, 2_499_999],
      [1, 2_499_998],
    ] as const) {
      const part = await bytesOf(await storage.read(key, { start, end }));
      t.ok(part?.equals(bytes.subarray(start, end + 1)), `${start}–${end}`);
    }
  });

  await t.test('many readers at once, one of which goes away', async (t) => {
    const { storage } = await openFor(t, open);
    const bytes = unevenBytes(1_000_000);
    const key = originalKey('popular.stl');
    await write(storage, key, bytes);
    const leaving = await storage.read(key);
    for await (const chunk of leaving!.stream) {
      t.ok(chunk.length > 0);
      leaving!.stream.destroy();
      break;
    }
    const readers = await Promise.all(
      Array.from({ length: 8 }, async () => bytesOf(await storage.read(key))),
    );
    t.ok(readers.every((read) => read?.equals(bytes)));
  });

  await t.test('a reader keeps what it opened when the file is removed', async (t) => {
    const { storage } = await openFor(t, open);
    const bytes = unevenBytes(200_000);
    const key = originalKey('doomed.stl');
    await write(storage, key, bytes);
    const file = await storage.read(key);
    await storage.remove(key);
    t.ok((await bytesOf(file))?.equals(bytes));
    t.equal(await storage.read(key), undefined);
  });

  await t.test('an unread file may be let go', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('unread.stl');
    await write(storage, key, 'never read');
    const file = await storage.read(key);
    t.doesNotThrow(() => file?.stream.destroy(new Error('the client went away')));
  });
}
