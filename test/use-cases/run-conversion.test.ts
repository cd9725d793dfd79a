import { writeFile } from 'node:fs/promises';
import t from 'tap';
import { cancel, claim } from '../../src/domain/conversion.ts';
import type { Disposition } from '../../src/domain/ports.ts';
import { Problem, type ProblemCode } from '../../src/domain/problem.ts';
import { conversionView } from '../../src/routes/conversion-view.ts';
import { representationOf } from '../../src/routes/conversions/representation.ts';
import { cancelConversion } from '../../src/use-cases/cancel-conversion.ts';
import { deleteConversion } from '../../src/use-cases/delete-conversion.ts';
import { runConversion } from '../../src/use-cases/run-conversion.ts';
import { sweepConversions } from '../../src/use-cases/sweep.ts';
import { accept, filesOf, openParts, REPORT } from './open-parts.ts';

const never = () => ({ stopping: new AbortController().signal, cancelled: new AbortController().signal });

t.test('a conversion runs to completion', async (t) => {
  const parts = await openParts(t, async (job, { onProgress }) => {
    onProgress({ stage: 'reading', fraction: 1 });
    await writeFile(job.targetPath, '# result\n');
    return REPORT;
  });
  const { id } = await accept(parts);
  t.same(await runConversion(parts, id, never()), { kind: 'done' });
  const done = await parts.store.find(id);
  t.match(done, {
    status: 'completed',
    stage: 'done',
    progress: 100,
    attempt: 1,
    report: REPORT,
    engine: REPORT.engine,
  });
  t.equal(done?.lease, undefined);
  t.equal(done?.converted?.fileName, 'one.obj');
  t.match(done?.converted?.key, new RegExp(`^/converted/${id}/1/.+\\.obj$`));
  t.equal(done?.converted?.sizeBytes, '# result\n'.length);
  t.same(await runConversion(parts, id, never()), { kind: 'done' }, 'a second delivery finds nothing to do');
  t.equal((await parts.store.find(id))?.revision, done?.revision);
});

t.test('where the options make several files of a result, it is an archive', async (t) => {
  for (const [target_format, options] of [
    ['obj', '{"materials":true}'],
    ['stl', '{"explode":true}'],
  ] as const) {
    const parts = await openParts(t, async (job) => {
      await writeFile(job.targetPath, 'PK');
      return REPORT;
    });
    const { id } = await accept(parts, { target_format, options });
    t.same(await runConversion(parts, id, never()), { kind: 'done' });
    const done = await parts.store.find(id);
    t.equal(done?.converted?.fileName, 'one.zip');
    t.match(done?.converted?.key, new RegExp(`^/converted/${id}/1/.+\\.zip$`));
    t.equal((await conversionView(parts.store, done!)).output?.media_type, 'application/zip');
    t.equal(representationOf('converted', done!, parts.storage).mediaType, 'application/zip');
  }
});

t.test('what somebody holds is left to its owner', async (t) => {
  const parts = await openParts(t);
  const { id } = await accept(parts);
  const pending = await parts.store.find(id);
  const lease = { owner: 'another', until: parts.now() - 1 };
  const held = await parts.store.transition(id, pending!.revision, claim(pending!, lease, parts.now()));
  t.same(
    await runConversion(parts, id, never()),
    { kind: 'done' },
    'also where the lease is over: the sweeper looks',
  );
  t.strictSame(await parts.store.find(id), held);
});

t.test(
  'a cause outside the model is a dead letter once it is spent, a fault of the model never',
  async (t) => {
    const causes = {
      engine_crashed: 2,
      engine_out_of_memory: 2,
      internal: 2,
      engine_unavailable: 3,
      storage_full: 3,
      input_malformed: 1,
      engine_failed: 1,
      engine_timed_out: 1,
      engine_stalled: 1,
      output_invalid: 1,
    } as const;
    for (const [code, attempts] of Object.entries(causes)) {
      const parts = await openParts(t, () => Promise.reject(new Problem(code as ProblemCode)));
      const { id } = await accept(parts);
      const answers: Disposition[] = [];
      while ((await parts.store.find(id))?.status !== 'failed') {
        answers.push(await runConversion(parts, id, never()));
        parts.clock.now += 60_000;
      }
      t.equal(answers.length, attempts, code);
      const last = answers.pop();
      if (attempts === 1) t.match(last, { kind: 'done' }, code);
      else t.match(last, { kind: 'reject', reason: { code } }, code);
      for (const answer of answers)
        t.match(answer, { kind: 'done' }, 'it is tried again: no dead letter yet');
    }
  },
);

t.test('progress never falls, and 100 is only seen with completed', async (t) => {
  const seen: { progress: number; status: string; revision: number }[] = [];
  const parts = await openParts(t, async (job, { onProgress }) => {
    for (const [stage, fraction] of [
      ['reading', 0.9],
      ['reading', 0.1],
      ['writing', 1],
    ] as const) {
      onProgress({ stage, fraction });
      const want = seen.length + 1;
      while (seen.length < want && stage !== 'reading') await new Promise(setImmediate);
    }
    await writeFile(job.targetPath, 'x');
    return REPORT;
  });
  await parts.bus.watchProgress(({ progress, status, revision }) =>
    seen.push({ progress, status, revision }),
  );
  const { id } = await accept(parts);
  await runConversion(parts, id, never());
  t.ok(seen.length >= 4);
  const numbers = seen.map(({ progress }) => progress);
  t.same(
    numbers,
    numbers.toSorted((a, b) => a - b),
    'monotonic',
  );
  t.same(
    seen.filter(({ progress }) => progress === 100).map(({ status }) => status),
    ['completed'],
  );
});

t.test('a deterministic failure is not tried again', async (t) => {
  const parts = await openParts(t, () =>
    Promise.reject(new Problem('input_truncated', { detail: 'It ends too early.' })),
  );
  const { id } = await accept(parts);
  await runConversion(parts, id, never());
  const failed = await parts.store.find(id);
  t.match(failed, {
    status: 'failed',
    attempt: 1,
    error: { code: 'input_truncated', detail: 'It ends too early.', retryable: false },
  });
  t.same(await filesOf(parts), [failed?.original.key], 'only the original is left');
});

t.test('a crash is tried once more, after a wait that the store keeps', async (t) => {
  const parts = await openParts(t, () => Promise.reject(new Problem('engine_crashed')));
  const { id } = await accept(parts);
  await runConversion(parts, id, never());
  const waiting = await parts.store.find(id);
  t.match(waiting, {
    status: 'pending',
    stage: 'queued',
    progress: 0,
    attempt: 1,
    notBefore: parts.clock.now + 1000,
  });
  await runConversion(parts, id, never());
  t.equal((await parts.store.find(id))?.attempt, 1, 'not claimed before its time');
  parts.clock.now += 1000;
  await runConversion(parts, id, never());
  t.match(await parts.store.find(id), {
    status: 'failed',
    attempt: 2,
    error: { code: 'engine_crashed', retryable: true },
  });
});

t.test('cancelling stops the engine and leaves no result', async (t) => {
  const started = withResolvers();
  const parts = await openParts(t, async (_job, { signal }) => {
    started.resolve(undefined);
    await new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    return REPORT;
  });
  const { id } = await accept(parts);
  const cancelled = new AbortController();
  const running = runConversion(parts, id, {
    stopping: new AbortController().signal,
    cancelled: cancelled.signal,
  });
  await started.promise;
  await cancelConversion(parts, id);
  cancelled.abort();
  await running;
  t.match(await parts.store.find(id), { status: 'cancelled', attempt: 1 });
  await t.rejects(cancelConversion(parts, id), { code: 'conversion_already_ended' });
});

t.test('a conversion that is deleted while it is stored leaves no file', async (t) => {
  const parts = await openParts(t, async (job) => {
    await writeFile(job.targetPath, 'x');
    await deleteConversion(parts, job.modelName === 'one' ? id : '');
    return REPORT;
  });
  const { id } = await accept(parts);
  await runConversion(parts, id, never());
  t.equal(await parts.store.find(id), undefined);
  t.same(await filesOf(parts), []);
  await t.rejects(deleteConversion(parts, id), { code: 'conversion_not_found' });
});

t.test('a worker that lost its lease is fenced', async (t) => {
  const parts = await openParts(t, async (job) => {
    await writeFile(job.targetPath, 'late');
    parts.clock.now += 60_000; // asleep past its lease; the sweeper gives the conversion up
    await sweepConversions(parts);
    return REPORT;
  });
  const { id } = await accept(parts);
  await runConversion({ ...parts, progressIntervalMs: 1_000_000 }, id, never());
  const taken = await parts.store.find(id);
  t.match(taken, { status: 'pending', attempt: 1 });
  t.equal(taken?.converted, undefined);
  t.same(await filesOf(parts), [taken?.original.key], 'the late result was removed');
});

t.test('a stopping worker hands back, and the attempt does not count', async (t) => {
  const started = withResolvers();
  const parts = await openParts(t, async (_job, { signal }) => {
    started.resolve(undefined);
    await new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    return REPORT;
  });
  const { id } = await accept(parts);
  const stopping = new AbortController();
  const running = runConversion(parts, id, {
    stopping: stopping.signal,
    cancelled: new AbortController().signal,
  });
  await started.promise;
  stopping.abort();
  await running;
  t.match(await parts.store.find(id), { status: 'pending', attempt: 1, maxAttempts: 4, progress: 0 });
});

t.test('an original that is gone is a failure that says so', async (t) => {
  const parts = await openParts(t);
  const { id, original } = await accept(parts);
  await parts.storage.remove(original.key);
  await runConversion(parts, id, never());
  t.match(await parts.store.find(id), { status: 'failed', error: { code: 'original_missing' } });
});

t.test('what is cancelled before it starts is never claimed', async (t) => {
  const parts = await openParts(t);
  const accepted = await accept(parts);
  const current = await parts.store.find(accepted.id);
  await parts.store.transition(accepted.id, current?.revision ?? 0, cancel(accepted, parts.now()));
  await runConversion(parts, accepted.id, never());
  t.match(await parts.store.find(accepted.id), { status: 'cancelled', attempt: 0 });
});

function withResolvers() {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
