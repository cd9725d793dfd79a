import type { Test } from 'tap';
import {
  assertEmpty,
  bytesOf,
  chunksOf,
  keysIn,
  type OpenStorage,
  openFor,
  originalKey,
  sha256Of,
  textOf,
  unevenBytes,
  write,
} from './file-storage.ts';
import { nextId } from './sample-conversion.ts';
import { gate } from './until.ts';

export async function fileStorageWriteContract(t: Test, open: OpenStorage): Promise<void> {
  await t.test('the answer says key, size and SHA-256', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('abc.stl');
    t.strictSame(await write(storage, key, 'abc'), {
      key,
      sizeBytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', // FIPS 180-2, appendix B.1
    });
    t.strictSame(await write(storage, key, ''), {
      key,
      sizeBytes: 0,
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
    t.equal(await textOf(await storage.read(key)), '', 'an empty file is a file');
  });

  await t.test('any size, in chunks of any size', async (t) => {
    const { storage } = await openFor(t, open);
    for (const [sizeBytes, chunkBytes] of [
      [5000, 1],
      [1_048_576, 65_536],
      [1_048_577, 1_048_576],
      [6_000_000, 5_999_999],
      [12_345_678, 61_234],
    ] as const) {
      const bytes = unevenBytes(sizeBytes, chunkBytes);
      const key = originalKey(`${sizeBytes}.stl`);
      const written = await storage.write(key, chunksOf(bytes, chunkBytes));
      t.match(written, { sizeBytes, sha256: sha256Of(bytes) });
      t.ok((await bytesOf(await storage.read(key)))?.equals(bytes), `${sizeBytes} in ${chunkBytes}`);
    }
  });

  await t.test('empty chunks are no end', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('gaps.stl');
    const pieces = ['', 'a', '', '', 'b', ''].map((text) => Buffer.from(text));
    await storage.write(
      key,
      (async function* () {
        yield* pieces;
      })(),
    );
    t.equal(await textOf(await storage.read(key)), 'ab');
  });

  await t.test('a file is seen whole or not at all', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('growing.stl');
    const bytes = unevenBytes(7_000_000);
    const [half, rest] = [gate(), gate()];
    const writing = storage.write(
      key,
      (async function* () {
        yield* chunksOf(bytes.subarray(0, 6_000_000));
        half.open();
        await rest.opened;
        yield* chunksOf(bytes.subarray(6_000_000));
      })(),
    );
    await half.opened;
    t.equal(await storage.read(key), undefined);
    t.equal(await storage.stat(key), undefined);
    t.strictSame(await keysIn(storage), []);
    rest.open();
    await writing;
    t.ok((await bytesOf(await storage.read(key)))?.equals(bytes));
    t.strictSame(await keysIn(storage), [key]);
  });

  await t.test('a file that is written again shows its old content until the new one is whole', async (t) => {
    const { storage } = await openFor(t, open);
    const key = originalKey('again.stl');
    await write(storage, key, 'old');
    const [half, rest] = [gate(), gate()];
    const writing = storage.write(
      key,
      (async function* () {
        yield Buffer.from('new ');
        half.open();
        await rest.opened;
        yield Buffer.from('content');
      })(),
    );
    await half.opened;
    t.equal(await textOf(await storage.read(key)), 'old');
    rest.open();
    await writing;
    t.equal(await textOf(await storage.read(key)), 'new content');
  });

  await t.test('of many writes of one key at once one is seen, whole', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    const key = originalKey('contested.stl');
    const contents = Array.from({ length: 8 }, (_, n) => unevenBytes(600_000 + n, n));
    await Promise.all(contents.map((content) => storage.write(key, chunksOf(content))));
    const read = await bytesOf(await storage.read(key));
    t.equal(contents.filter((content) => read?.equals(content)).length, 1);
    await storage.remove(key);
    await assertEmpty(t, opened);
  });

  await t.test('a source that fails leaves nothing, and its error is passed on', async (t) => {
    const opened = await openFor(t, open);
    const failure = new Error('the client went away');
    const source = async function* () {
      yield* chunksOf(unevenBytes(2_000_000));
      throw failure;
    };
    const error = await opened.storage.write(originalKey('broken.stl'), source()).catch((reason) => reason);
    t.equal(error, failure);
    await assertEmpty(t, opened);
  });

  await t.test('an abort leaves nothing, also where the source has stalled', async (t) => {
    const opened = await openFor(t, open);
    const abort = new AbortController();
    const stalled = gate();
    const source = async function* () {
      yield* chunksOf(unevenBytes(2_000_000));
      stalled.open();
      await new Promise(() => {}); // for ever
    };
    const writing = opened.storage.write(originalKey('stalled.stl'), source(), { signal: abort.signal });
    await stalled.opened;
    const reason = new Error('nothing arrived for a while');
    abort.abort(reason);
    t.equal(await writing.catch((error) => error), reason);
    await assertEmpty(t, opened);

    const aborted = opened.storage.write(originalKey('late.stl'), chunksOf(Buffer.from('x')), {
      signal: AbortSignal.abort(reason),
    });
    t.equal(await aborted.catch((error) => error), reason, 'a signal that was aborted before');
    await assertEmpty(t, opened);
  });

  await t.test('an abort after the end changes nothing', async (t) => {
    const { storage } = await openFor(t, open);
    const abort = new AbortController();
    const key = originalKey('done.stl');
    await storage.write(key, chunksOf(Buffer.from('done')), { signal: abort.signal });
    abort.abort();
    t.equal(await textOf(await storage.read(key)), 'done');
  });

  await t.test('more than maxBytes is refused as soon as it is crossed', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    let handedOver = 0;
    let told = false;
    const source = async function* () {
      try {
        for (;;) {
          handedOver += 100_000;
          yield unevenBytes(100_000);
        }
      } finally {
        told = true;
      }
    };
    const key = originalKey('endless.stl');
    await t.rejects(storage.write(key, source(), { maxBytes: 2_000_000 }), { code: 'file_too_large' });
    t.equal(handedOver, 2_100_000);
    t.equal(told, true, 'the source learns that nobody reads on');
    await assertEmpty(t, opened);

    const exact = await storage.write(key, chunksOf(unevenBytes(2000), 300), { maxBytes: 2000 });
    t.equal(exact.sizeBytes, 2000, 'exactly maxBytes is allowed');
    await t.rejects(storage.write(key, chunksOf(unevenBytes(2001), 300), { maxBytes: 2000 }), {
      code: 'file_too_large',
    });
    t.strictSame(await storage.stat(key), { sizeBytes: 2000 }, 'what was there before is kept');
  });

  await t.test('names beyond ASCII', async (t) => {
    const { storage } = await openFor(t, open);
    const keys = [
      'Gehäuse №7.step',
      '部品 (1).step',
      '🚀.stl',
      "it's 100% #1 & more+.obj",
      `${'ü'.repeat(60)}.ply`,
    ]
      .map((name) => originalKey(name))
      .concat(`/converted/${nextId()}/12/Gehäuse.glb`);
    for (const key of keys) await write(storage, key, key);
    for (const key of keys) t.equal(await textOf(await storage.read(key)), key);
    t.strictSame(await keysIn(storage), keys.toSorted());
  });

  await t.test('keys that could lead elsewhere are refused', async (t) => {
    const opened = await openFor(t, open);
    const id = nextId();
    const { storage } = opened;
    for (const key of [
      '',
      '/',
      `original/${id}/a`,
      `/original/${id}`,
      `/original/${id}/`,
      `/original/${id}/../../a`,
      `/original/${id}/..`,
      `/original/${id}/a/../b`,
      `/original/../${id}/a`,
      `/original/${id}//a`,
      `/original/${id}/a\u0000.step`,
      `/original/${id}/..\\a`,
      `/original/${id}/a:b`,
      `/original/${id}/nul.step`,
      `/original/x/a`,
      `/.work/${id}/a`,
      `/etc/${id}/a`,
    ]) {
      await t.rejects(write(storage, key, 'x'), TypeError, JSON.stringify(key));
      await t.rejects(storage.read(key), TypeError);
      await t.rejects(storage.stat(key), TypeError);
      await t.rejects(storage.remove(key), TypeError);
    }
    for (const notAnId of ['', '..', '.', id.toUpperCase(), `${id}/..`, `${id}0`]) {
      if (notAnId === id) continue; // an id without letters has no upper case
      await t.rejects(storage.removeAll(notAnId), TypeError, notAnId);
      await t.rejects(storage.openWorkspace(notAnId, 1), TypeError, notAnId);
    }
    await assertEmpty(t, opened);
  });
}
