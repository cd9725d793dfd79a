import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import t, { type Test } from 'tap';
import { fileKeysOf, type StoredFile } from '../../src/domain/conversion.ts';
import type { EngineJob } from '../../src/domain/engine-port.ts';
import type { Workspace } from '../../src/domain/ports.ts';
import { Problem } from '../../src/domain/problem.ts';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { deleteConversion } from '../../src/use-cases/delete-conversion.ts';
import { retryConversion } from '../../src/use-cases/retry-conversion.ts';
import { runConversion } from '../../src/use-cases/run-conversion.ts';
import { sweepConversions, sweepFiles } from '../../src/use-cases/sweep.ts';
import { accept, filesOf, openParts, REPORT, type TestParts } from './open-parts.ts';

const never = () => ({ stopping: new AbortController().signal, cancelled: new AbortController().signal });
const isPreview = ({ targetPath }: EngineJob): boolean => targetPath.endsWith('preview.glb');

type Watch = Parameters<Parameters<typeof openParts>[1] & object>[1];

/** An engine that writes its jobs down; `onPreview` is asked before a preview is made. */
async function openWith(
  t: Test,
  onPreview: (job: EngineJob, watch: Watch) => Promise<void> = async () => {},
) {
  const jobs: EngineJob[] = [];
  const parts = await openParts(t, async (job, watch) => {
    jobs.push(job);
    if (isPreview(job)) await onPreview(job, watch);
    await writeFile(job.targetPath, `# ${basename(job.targetPath)}\n`);
    if (job.thumbnailPath !== undefined) await writeFile(job.thumbnailPath, 'PNG');
    if (!isPreview(job)) return REPORT;
    return { ...REPORT, target: { ...REPORT.target, triangles: 70 }, wholeTriangles: 90 };
  });
  parts.previews = { triangles: 80, timeoutMs: 60_000 };
  return { parts, jobs };
}

/** Puts something around the storing of each file of a workspace. */
function aroundStoring(
  { storage }: TestParts,
  around: (name: string, store: () => Promise<StoredFile>) => Promise<StoredFile>,
): void {
  const open = storage.openWorkspace;
  storage.openWorkspace = async (...given) => {
    const workspace = await open(...given);
    const store: Workspace['store'] = (name, ...rest) => around(name, () => workspace.store(name, ...rest));
    return { ...workspace, store };
  };
}

const WITH_PREVIEW = { target_format: 'obj', preview: 'true' };

t.test('previews are made where they are asked for, and stored beside the result', async (t) => {
  const { parts, jobs } = await openWith(t);
  const stages: string[] = [];
  await parts.bus.watchProgress(({ stage }) => stages.push(stage));
  const { id } = await accept(parts, WITH_PREVIEW);
  t.same(await runConversion(parts, id, never()), { kind: 'done' });
  const done = (await parts.store.find(id))!;
  t.match(done, { status: 'completed', progress: 100, report: { warnings: [] } });
  t.match(done.previews, {
    converted: { fileName: 'one.preview.glb', sizeBytes: 14, triangles: 70, totalTriangles: 90 },
    original: { fileName: 'one.original-preview.glb', sizeBytes: 23, triangles: 70, totalTriangles: 90 },
    thumbnail: { fileName: 'one.thumbnail.png', sizeBytes: 3 },
  });
  for (const { key } of Object.values(done.previews ?? {})) t.match(key, `/converted/${id}/1/`);
  t.same(await filesOf(parts), fileKeysOf(done).sort());
  t.equal(new Set(fileKeysOf(done)).size, 5);
  t.ok(Number(done.report?.timingsMs.previewing) >= 0);
  t.same(
    jobs.map(({ sourceFormat, targetFormat }) => `${sourceFormat} ${targetFormat}`),
    ['stl obj', 'obj glb', 'stl glb'],
  );
  t.equal(jobs.filter(({ thumbnailPath }) => thumbnailPath !== undefined).length, 1, 'one picture');
  parts.clock.now += 1e9;
  await sweepFiles(parts, parts.now());
  t.equal((await filesOf(parts)).length, 5, 'they are no orphans');
});

t.test('without asking, or where they are turned off, nothing more is done', async (t) => {
  const { parts, jobs } = await openWith(t);
  const plain = await accept(parts, { target_format: 'obj', preview: 'false' });
  await runConversion(parts, plain.id, never());
  parts.previews = undefined;
  const off = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, off.id, never());
  t.equal(jobs.length, 2);
  for (const { id } of [plain, off]) {
    const done = await parts.store.find(id);
    t.match(done, { status: 'completed', report: { warnings: [] } });
    t.notOk(done?.previews);
  }
});

t.test('the field is true or false', async (t) => {
  const { parts } = await openWith(t);
  await t.rejects(accept(parts, { target_format: 'obj', preview: 'yes' }), { code: 'preview_invalid' });
});

t.test('what the client said about the source holds for the previews', async (t) => {
  const { parts, jobs } = await openWith(t);
  const options = { source_unit: 'in', source_up_axis: 'y', scale: 2, simplify_ratio: 0.5 };
  const { id } = await accept(parts, { ...WITH_PREVIEW, options: JSON.stringify(options) });
  await runConversion(parts, id, never());
  const [, converted, original] = jobs;
  const common = { simplify_triangles: 80, simplify_error: 1, texture_size: 1024, compression: 'meshopt' };
  t.same(original?.options, { source_unit: 'in', source_up_axis: 'y', ...common });
  t.same(converted?.options, { source_unit: 'mm', source_up_axis: 'z', ...common }, 'as the report says');
});

t.test('several files are not shown as one; the picture is of the original then', async (t) => {
  const { parts, jobs } = await openWith(t);
  const { id } = await accept(parts, { ...WITH_PREVIEW, options: '{"explode":true}' });
  await runConversion(parts, id, never());
  const done = await parts.store.find(id);
  t.same(Object.keys(done?.previews ?? {}).sort(), ['original', 'thumbnail']);
  t.match(done?.report?.warnings, [/no preview of the result/]);
  t.equal(jobs.length, 2);
});

t.test('an archive of one model is shown', async (t) => {
  const { parts, jobs } = await openWith(t);
  const { id } = await accept(parts, { ...WITH_PREVIEW, options: '{"materials":true}' });
  await runConversion(parts, id, never());
  t.match(jobs[1], { sourceFormat: 'zip', targetFormat: 'glb' });
  t.ok((await parts.store.find(id))?.previews?.converted);
});

t.test('a preview that fails is a warning and costs no attempt', async (t) => {
  const failures: [unknown, RegExp][] = [
    [new Problem('engine_crashed', { detail: 'It died.' }), /^There is no preview of the result: It died\.$/],
    [new Error('not foreseen'), /^There is no preview of the result: Something went wrong/],
  ];
  for (const [failure, sentence] of failures) {
    const { parts } = await openWith(t, async ({ sourceFormat }) => {
      if (sourceFormat === 'obj') throw failure;
    });
    const { id } = await accept(parts, WITH_PREVIEW);
    t.same(await runConversion(parts, id, never()), { kind: 'done' });
    const done = await parts.store.find(id);
    t.match(done, { status: 'completed', attempt: 1 });
    t.match(done?.report?.warnings, [sentence]);
    t.same(Object.keys(done?.previews ?? {}).sort(), ['original', 'thumbnail'], 'the other one is there');
  }
});

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

t.test('previews that take too long are left out', async (t) => {
  const { parts } = await openWith(t, (_job, { signal }) => untilAborted(signal));
  parts.previews = { triangles: 80, timeoutMs: 20 };
  const { id } = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, id, never());
  const done = await parts.store.find(id);
  t.match(done, { status: 'completed', previews: {} });
  t.match(done?.report?.warnings, [/of the result: .*more than 0\.02 s/, /of the original: .*more than/]);
  t.equal((await filesOf(parts)).length, 2);
});

t.test('a preview that cannot be stored is a warning', async (t) => {
  const { parts } = await openWith(t);
  aroundStoring(parts, async (name, store) => {
    if (name === 'thumbnail.png') throw new Problem('storage_full');
    return store();
  });
  const { id } = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, id, never());
  const done = await parts.store.find(id);
  t.match(done, { status: 'completed', report: { warnings: [/^The thumbnail could not be stored/] } });
  t.same(await filesOf(parts), fileKeysOf(done!).sort());
});

t.test('a worker that stops once the result is stored completes it with what it has', async (t) => {
  const { parts } = await openWith(t);
  const stopping = new AbortController();
  aroundStoring(parts, (name, store) => {
    if (name === 'thumbnail.png') stopping.abort();
    return store();
  });
  const { id } = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, id, { ...never(), stopping: stopping.signal });
  const done = await parts.store.find(id);
  t.match(done, { status: 'completed', report: { warnings: [/stopped meanwhile/, /stopped meanwhile/] } });
  t.same(Object.keys(done?.previews ?? {}), ['converted']);
  t.same(await filesOf(parts), fileKeysOf(done!).sort());
});

t.test('cancelled while previews are made', async (t) => {
  const cancelled = new AbortController();
  const { parts } = await openWith(t, async (_job, { signal }) => {
    await cancelConversion(parts, id);
    cancelled.abort();
    await untilAborted(signal);
  });
  const { id } = await accept(parts, WITH_PREVIEW);
  t.same(await runConversion(parts, id, { ...never(), cancelled: cancelled.signal }), { kind: 'done' });
  t.match(await parts.store.find(id), { status: 'cancelled' });
  t.same(await filesOf(parts), [(await parts.store.find(id))?.original.key]);
});

t.test('handed back by a worker that stops meanwhile', async (t) => {
  const stopping = new AbortController();
  const { parts } = await openWith(t, async (_job, { signal }) => {
    stopping.abort();
    await untilAborted(signal);
  });
  const { id } = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, id, { ...never(), stopping: stopping.signal });
  t.match(await parts.store.find(id), { status: 'pending', maxAttempts: 4 });
  t.equal((await filesOf(parts)).length, 1);
});

t.test('an attempt that was lost takes its previews with it', async (t) => {
  const { parts } = await openWith(t);
  let stored = 0;
  aroundStoring(parts, async (_name, store) => {
    const file = await store();
    stored += 1;
    if (stored === 4) await parts.store.remove(id); // deleted a moment before it is settled
    return file;
  });
  const { id } = await accept(parts, WITH_PREVIEW);
  const originals = await filesOf(parts);
  await runConversion(parts, id, never());
  t.equal(stored, 4);
  t.same(await filesOf(parts), originals, 'deleting removes the original');
});

t.test('they go with the conversion, and a retry makes them anew', async (t) => {
  const { parts } = await openWith(t);
  parts.keepForMs = 1000;
  const { id } = await accept(parts, WITH_PREVIEW);
  await runConversion(parts, id, never());
  const again = await retryConversion({ ...parts, maxQueueLength: 10 }, id);
  await runConversion(parts, again.id, never());
  t.ok((await parts.store.find(again.id))?.previews?.thumbnail);
  t.equal((await filesOf(parts)).length, 10);
  await deleteConversion(parts, again.id);
  t.equal((await filesOf(parts)).length, 5);
  parts.clock.now += 2000;
  await sweepConversions(parts);
  t.same(await filesOf(parts), []);
});
