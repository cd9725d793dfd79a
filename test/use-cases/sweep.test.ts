import { utimes, writeFile } from 'node:fs/promises';
import t from 'tap';
import { claim, complete } from '../../src/domain/conversion.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { sweepConversions, sweepFiles } from '../../src/use-cases/sweep.ts';
import { consumeEvery } from '../support/consume-every.ts';
import { accept, chunks, filesOf, openParts, REPORT } from './open-parts.ts';

t.test('what was never announced is announced', async (t) => {
  const parts = await openParts(t);
  const announce = parts.bus.announceCreated;
  parts.bus.announceCreated = () => Promise.reject(new Error('the bus is away'));
  const { id } = await accept(parts);
  t.equal((await parts.store.find(id))?.announcedAt, undefined, 'accepted all the same');
  parts.bus.announceCreated = announce;
  const heard: string[] = [];
  await consumeEvery(parts.bus, async (message) => {
    heard.push(message.id);
    return { kind: 'done' };
  });
  await sweepConversions(parts);
  t.same(heard, [id]);
  await sweepConversions(parts);
  t.same(heard, [id], 'once');
  parts.clock.now += parts.reannounceAfterMs + 1;
  await sweepConversions(parts);
  t.same(heard, [id, id], 'again once the message may be lost');
});

t.test('what the bus forgets between the confirm and the mark is announced again', async (t) => {
  const parts = await openParts(t);
  parts.bus.announceCreated = () => Promise.reject(new Error('the bus is away'));
  const { id } = await accept(parts);
  let heard = 0;
  let remembersSince = parts.now();
  const forgetful = {
    ...parts.bus,
    get remembersSince() {
      return remembersSince;
    },
    async announceCreated() {
      heard += 1;
      parts.clock.now += 100;
      if (heard === 1) remembersSince = parts.now();
      parts.clock.now += 100;
    },
  };
  await sweepConversions({ ...parts, bus: forgetful });
  t.ok(
    ((await parts.store.find(id))?.announcedAt ?? 0) < remembersSince,
    'it was told before the bus forgot',
  );
  await sweepConversions({ ...parts, bus: forgetful });
  await sweepConversions({ ...parts, bus: forgetful });
  t.equal(heard, 2, 'once more, and no more');
});

t.test('hundreds of stale conversions are swept in one go', async (t) => {
  const parts = await openParts(t);
  parts.limits.maxQueueLength = 1000;
  parts.bus.announceCreated = () => Promise.reject(new Error('the bus is away'));
  for (let made = 0; made < 230; made += 1) await accept(parts);
  let heard = 0;
  parts.bus.announceCreated = async () => {
    heard += 1;
  };
  await sweepConversions(parts);
  t.equal(heard, 230);
});

t.test('a lost lease gives the conversion back until its attempts are spent', async (t) => {
  const parts = await openParts(t);
  const dead: unknown[] = [];
  parts.bus.deadLetter = async (message, reason) => void dead.push([message, reason]);
  const { id } = await accept(parts);
  for (const attempt of [1, 2, 3]) {
    const current = await parts.store.find(id);
    if (current === undefined) throw new Error('it is gone');
    const lease = { owner: 'dead', until: parts.clock.now + 10 };
    await parts.store.transition(id, current.revision, claim(current, lease, parts.now()));
    await sweepConversions(parts);
    t.match(await parts.store.find(id), { status: 'in_progress', attempt }, 'the lease still holds');
    parts.clock.now += 60_000;
    await sweepConversions(parts);
  }
  t.match(await parts.store.find(id), { status: 'failed', attempt: 3, error: { code: 'worker_lost' } });
  const { revision } = (await parts.store.find(id))!;
  t.match(dead, [[{ id, revision }, { code: 'worker_lost' }]], 'set aside, once');
});

t.test('expired files are removed and the record stays', async (t) => {
  const parts = await openParts(t);
  const { id } = await accept(parts);
  const pending = await parts.store.find(id);
  if (pending === undefined) throw new Error('it is gone');
  const running = await parts.store.transition(
    id,
    pending.revision,
    claim(pending, { owner: 'w', until: parts.now() + 1000 }, parts.now()),
  );
  if (running === undefined) throw new Error('it is gone');
  const converted = { ...running.original, fileName: 'one.obj' };
  await parts.store.transition(
    id,
    running.revision,
    complete(running, { converted, report: REPORT }, parts.now(), 5000),
  );
  await sweepConversions(parts);
  t.equal((await filesOf(parts)).length, 1);
  parts.clock.now += 5000;
  await sweepConversions(parts);
  t.same(await filesOf(parts), []);
  t.match(await parts.store.find(id), { status: 'completed', filesRemovedAt: parts.clock.now });
});

t.test('files that no record speaks of are removed, young ones are not', async (t) => {
  const parts = await openParts(t);
  const { id, original } = await accept(parts);
  const orphan = `/original/${parts.nextId()}/a.stl`;
  await parts.storage.write(orphan, chunks('x'));
  const stray = `/converted/${id}/7/a.obj`;
  await parts.storage.write(stray, chunks('x'));
  const workspace = await parts.storage.openWorkspace(id, 1);
  await writeFile(workspace.pathOf('x'), 'half');
  await sweepFiles(parts, 0);
  t.same(await filesOf(parts), [stray, original.key, orphan].sort());
  await sweepFiles(parts, Date.now() + 60_000);
  await utimes(workspace.pathOf('x'), 0, 0); // one that this process has open is in use, however old
  const afterRestart = { ...parts, storage: await openFilesystemStorage({ folder: parts.folder }) };
  await sweepFiles(afterRestart, Date.now() + 60_000);
  t.same(await filesOf(parts), [original.key]);
  await t.rejects(utimes(workspace.pathOf('x'), 0, 0), { code: 'ENOENT' }, 'the workspace went too');
});
