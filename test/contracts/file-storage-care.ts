import { access, writeFile } from 'node:fs/promises';
import type { Test } from 'tap';
import {
  assertEmpty,
  keysIn,
  type OpenStorage,
  openFor,
  originalKey,
  textOf,
  write,
} from './file-storage.ts';
import { nextId } from './sample-conversion.ts';

const MINUTE_MS = 60_000;

export async function fileStorageCareContract(t: Test, open: OpenStorage): Promise<void> {
  await t.test('remove takes one file', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    const id = nextId();
    const keys = [1, 2].map((attempt) => `/converted/${id}/${attempt}/a.glb`);
    for (const key of keys) await write(storage, key, 'x');
    await storage.remove(keys[0]!);
    t.strictSame(await keysIn(storage), [keys[1]]);
    await storage.remove(keys[0]!);
    await storage.remove(originalKey('never-there.stl'));
    t.strictSame(await keysIn(storage), [keys[1]], 'what is not there is no error');
    await storage.remove(keys[1]!);
    await assertEmpty(t, opened);
    await write(storage, keys[1]!, 'again');
    t.equal(await textOf(await storage.read(keys[1]!)), 'again', 'and it can be written again');
  });

  await t.test('writing and removing one key over and over never fails', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    const key = `/converted/${nextId()}/1/a.glb`;
    const loops = Array.from({ length: 8 }, async () => {
      for (let n = 0; n < 40; n++) {
        await write(storage, key, 'x');
        await storage.remove(key);
      }
    });
    await t.resolves(Promise.all(loops));
    await assertEmpty(t, opened);
  });

  await t.test('removeAll takes every file of a conversion and none of another', async (t) => {
    const { storage } = await openFor(t, open);
    const [doomed, spared] = [nextId(), nextId()];
    for (const id of [doomed, spared]) {
      await write(storage, originalKey('a.step', id), 'x');
      await write(storage, `/converted/${id}/1/a.glb`, 'x');
      await write(storage, `/converted/${id}/2/a.glb`, 'x');
    }
    await storage.removeAll(doomed);
    t.strictSame(
      await keysIn(storage),
      [originalKey('a.step', spared), `/converted/${spared}/1/a.glb`, `/converted/${spared}/2/a.glb`].sort(),
    );
    await t.resolves(storage.removeAll(doomed), 'nothing to remove is no error');
    await t.resolves(storage.removeAll(nextId()));
  });

  await t.test('list names every file, its conversion and its time', async (t) => {
    const { storage } = await openFor(t, open);
    const before = Date.now();
    const expected: string[] = [];
    for (let n = 0; n < 25; n++) {
      const id = nextId();
      expected.push(originalKey(`${n}.step`, id), `/converted/${id}/${n}/${n}.glb`);
    }
    for (const key of expected) await write(storage, key, key);
    const listed: string[] = [];
    for await (const { key, conversionId, modifiedAt } of storage.list()) {
      listed.push(key);
      if (conversionId !== key.split('/')[2]) t.equal(conversionId, key.split('/')[2]);
      // The clock of a file system ticks coarsely, and that of another machine may be off.
      const plausible = modifiedAt > before - MINUTE_MS && modifiedAt < Date.now() + MINUTE_MS;
      if (!plausible) t.fail(`modified at ${modifiedAt}`);
    }
    t.strictSame(listed.sort(), expected.sort());
  });

  await t.test('files may be removed while they are listed', async (t) => {
    const opened = await openFor(t, open);
    const { storage } = opened;
    for (let n = 0; n < 20; n++) await write(storage, originalKey('a.stl'), 'x');
    let seen = 0;
    for await (const { conversionId } of storage.list()) {
      seen += 1;
      await storage.removeAll(conversionId);
    }
    t.equal(seen, 20);
    await assertEmpty(t, opened);
  });

  await t.test('what a dead process left behind is removed once it is old enough', async (t) => {
    const { storage, openAnother } = await openFor(t, open);
    const kept = originalKey('kept.stl');
    await write(storage, kept, 'x');
    const workspace = await storage.openWorkspace(nextId(), 1); // never disposed of
    await writeFile(workspace.pathOf('output.glb'), 'half an output');

    const another = await openAnother();
    t.equal(await another.removeLeftovers(Date.now() - MINUTE_MS), 0, 'too young');
    await t.resolves(access(workspace.pathOf('output.glb')));
    t.equal(await another.removeLeftovers(Date.now() + MINUTE_MS), 1);
    await t.rejects(access(workspace.pathOf('output.glb')));
    t.equal(await another.removeLeftovers(Date.now() + MINUTE_MS), 0);
    t.strictSame(await keysIn(another), [kept], 'stored files are no leftovers');
    await another.close();
  });

  await t.test('what this process is working on is no leftover, however old', async (t) => {
    const { storage } = await openFor(t, open);
    const workspace = await storage.openWorkspace(nextId(), 1);
    await writeFile(workspace.pathOf('output.glb'), 'half an output');
    t.equal(await storage.removeLeftovers(Date.now() + MINUTE_MS), 0);
    await t.resolves(access(workspace.pathOf('output.glb')));
    await workspace.dispose();
  });

  await t.test('a ping leaves nothing', async (t) => {
    const opened = await openFor(t, open);
    await opened.storage.ping();
    await assertEmpty(t, opened);
  });
}
