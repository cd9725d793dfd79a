import { access, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Test } from 'tap';
import {
  assertEmpty,
  bytesOf,
  type OpenStorage,
  openFor,
  originalKey,
  sha256Of,
  textOf,
  unevenBytes,
  write,
} from './file-storage.ts';
import { nextId } from './sample-conversion.ts';

export async function fileStorageWorkspaceContract(t: Test, open: OpenStorage): Promise<void> {
  await t.test('from the original to the converted file', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    const id = nextId();
    const original = unevenBytes(2_000_000);
    const key = originalKey('Gehäuse.step', id);
    await write(storage, key, original);

    const workspace = await storage.openWorkspace(id, 1);
    const sourcePath = await workspace.fetch(key);
    t.ok(isAbsolute(sourcePath));
    t.ok((await readFile(sourcePath)).equals(original), 'a local program reads the original');

    const outputPath = workspace.pathOf('converted.glb');
    t.ok(isAbsolute(outputPath));
    await t.rejects(access(outputPath), 'it does not exist yet');
    const output = unevenBytes(3_000_000, 2);
    await writeFile(outputPath, output);
    const convertedKey = `/converted/${id}/1/Gehäuse.glb`;
    t.equal(await storage.stat(convertedKey), undefined, 'not stored yet');
    t.strictSame(await workspace.store('converted.glb', convertedKey), {
      key: convertedKey,
      sizeBytes: output.length,
      sha256: sha256Of(output),
    });
    t.ok((await bytesOf(await storage.read(convertedKey)))?.equals(output));

    await workspace.dispose();
    await t.rejects(access(sourcePath));
    await t.rejects(access(outputPath));
    t.ok((await bytesOf(await storage.read(key)))?.equals(original), 'the original stays');
    t.ok((await bytesOf(await storage.read(convertedKey)))?.equals(output), 'and the converted file');
    await t.resolves(workspace.dispose(), 'disposing twice does no harm');
    await storage.removeAll(id);
    await assertEmpty(t, opened);
  });

  await t.test('an original that is missing', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const workspace = await storage.openWorkspace(id, 1);
    await t.rejects(workspace.fetch(originalKey('gone.step', id)), { code: 'original_missing' });
    await workspace.dispose();
  });

  await t.test('removing the conversion does not pull the file from under a program', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const key = originalKey('part.step', id);
    await write(storage, key, 'content');
    const workspace = await storage.openWorkspace(id, 1);
    const path = await workspace.fetch(key);
    await storage.removeAll(id);
    t.equal(await readFile(path, 'utf8'), 'content');
    await workspace.dispose();
  });

  await t.test('an output may be called what the upload is called', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const key = originalKey('converted.glb', id);
    await write(storage, key, 'the upload');
    const workspace = await storage.openWorkspace(id, 1);
    await workspace.fetch(key);
    await writeFile(workspace.pathOf('converted.glb'), 'the output');
    t.equal(await textOf(await storage.read(key)), 'the upload');
    await workspace.store('converted.glb', `/converted/${id}/1/converted.glb`);
    t.equal(await textOf(await storage.read(key)), 'the upload');
    t.equal(await textOf(await storage.read(`/converted/${id}/1/converted.glb`)), 'the output');
    await workspace.dispose();
  });

  await t.test('a file may be fetched twice, and several of one name', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const keys = [originalKey('a.stl', id), `/converted/${id}/1/a.stl`, `/converted/${id}/2/a.stl`];
    for (const key of keys) await write(storage, key, key);
    const workspace = await storage.openWorkspace(id, 3);
    for (const key of [...keys, ...keys]) t.equal(await readFile(await workspace.fetch(key), 'utf8'), key);
    await workspace.dispose();
  });

  await t.test('two workspaces of one attempt do not meet', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const [one, two] = [await storage.openWorkspace(id, 1), await storage.openWorkspace(id, 1)];
    t.not(one.pathOf('a'), two.pathOf('a'));
    await writeFile(one.pathOf('a'), 'one');
    await two.dispose();
    t.equal(await readFile(one.pathOf('a'), 'utf8'), 'one');
    await one.dispose();
  });

  await t.test('names stay inside, and only files can be stored', async (t) => {
    const { storage } = await openFor(t, open);
    const id = nextId();
    const workspace = await storage.openWorkspace(id, 1);
    for (const name of ['', '.', '..', '../a', '/a', 'a/b', 'a\\b', 'a\u0000']) {
      t.throws(() => workspace.pathOf(name), TypeError, JSON.stringify(name));
    }
    const key = `/converted/${id}/1/a.glb`;
    await t.rejects(workspace.store('never-written', key));
    await mkdir(workspace.pathOf('folder'));
    await t.rejects(workspace.store('folder', key));
    await symlink(process.execPath, workspace.pathOf('link'));
    await t.rejects(workspace.store('link', key), 'a link would publish what it points to');
    await writeFile(workspace.pathOf('file'), 'x');
    await t.rejects(workspace.store('file', `/converted/${id}/../a.glb`), TypeError);
    t.equal(await storage.stat(key), undefined);
    await mkdir(join(workspace.pathOf('folder'), 'deep'), { recursive: true });
    await workspace.dispose();
    await t.rejects(access(workspace.pathOf('folder')), 'whatever a program left is gone');
  });

  await t.test('who no longer wants a file is not kept waiting, and nothing is stored', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    const id = nextId();
    const key = originalKey('part.step', id);
    await write(storage, key, unevenBytes(5_000_000));
    const workspace = await storage.openWorkspace(id, 1);
    await writeFile(workspace.pathOf('output.glb'), unevenBytes(5_000_000));
    const reason = new Error('cancelled');
    const gone = AbortSignal.abort(reason);
    t.equal(await workspace.fetch(key, gone).catch((error) => error), reason);
    const converted = `/converted/${id}/1/part.glb`;
    t.equal(await workspace.store('output.glb', converted, gone).catch((error) => error), reason);
    const abort = new AbortController();
    const storing = workspace.store('output.glb', converted, abort.signal);
    abort.abort(reason);
    t.equal(await storing.catch((error) => error), reason, 'also where it had begun');
    await workspace.dispose();
    await storage.removeAll(id);
    await assertEmpty(t, opened);
  });
}
