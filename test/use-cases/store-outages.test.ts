// The store goes away while an attempt runs, and sometimes applies a write that it does not answer.
import { writeFile } from 'node:fs/promises';
import t from 'tap';
import type { Change } from '../../src/domain/conversion.ts';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { Problem } from '../../src/domain/problem.ts';
import { runConversion } from '../../src/use-cases/run-conversion.ts';
import { waitUntil } from '../support/wait-until.ts';
import { accept, filesOf, openParts, REPORT, type TestParts } from './open-parts.ts';

const signals = () => ({
  stopping: new AbortController().signal,
  cancelled: new AbortController().signal,
});
const away = () => new Problem('dependency_unavailable');

type Fate = 'pass' | 'refuse' | 'apply without an answer';

/** The same store, but `fateOf` decides what becomes of each write. */
const faulty = (store: ConversionStore, fateOf: (change: Change) => Fate): ConversionStore => ({
  ...store,
  async transition(id, revision, change) {
    const fate = fateOf(change);
    if (fate === 'refuse') throw away();
    const changed = await store.transition(id, revision, change);
    if (fate === 'apply without an answer' && changed !== undefined) throw away();
    return changed;
  },
});

async function open(t: Parameters<typeof openParts>[0], fateOf: (change: Change) => Fate) {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let report = (_fraction: number) => {};
  const parts: TestParts = await openParts(t, async (job, { signal, onProgress }) => {
    report = (fraction) => onProgress({ stage: 'reading', fraction });
    const gaveUp = new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    await Promise.race([finished, gaveUp]);
    await writeFile(job.targetPath, '# result\n');
    return REPORT;
  });
  const { id } = await accept(parts);
  const running = runConversion({ ...parts, store: faulty(parts.store, fateOf) }, id, signals());
  return { parts, id, running, finish, report: (fraction: number) => report(fraction) };
}

t.test('a result waits for a store that restarts', async (t) => {
  let refusals = 0;
  const { parts, id, running, finish } = await open(t, (change) =>
    change.status === 'completed' && ++refusals <= 2 ? 'refuse' : 'pass',
  );
  finish();
  await running;
  const done = await parts.store.find(id);
  t.match(done, { status: 'completed', attempt: 1 });
  t.same(await filesOf(parts), [done?.converted?.key, done?.original.key].toSorted());
});

t.test('a result that was recorded without an answer stays, and is recorded once', async (t) => {
  let writes = 0;
  const { parts, id, running, finish } = await open(t, (change) =>
    change.status === 'completed' && ++writes <= 2 ? 'apply without an answer' : 'pass',
  );
  finish();
  await running;
  const done = await parts.store.find(id);
  t.match(done, { status: 'completed', attempt: 1 });
  t.same(await filesOf(parts), [done?.converted?.key, done?.original.key].toSorted());
  t.ok(writes >= 2, 'it was tried again');
});

t.test('progress that was stored without an answer does not end the attempt', async (t) => {
  const seen: number[] = [];
  let unanswered = 0;
  const { parts, id, running, finish, report } = await open(t, (change) => {
    if (change.progress === undefined || change.status !== undefined) return 'pass';
    seen.push(change.progress);
    return seen.length <= 3 && ++unanswered > 0 ? 'apply without an answer' : 'pass';
  });
  let fraction = 0;
  await waitUntil('many are written', () => {
    fraction = Math.min(0.9, fraction + 0.02);
    report(fraction);
    return seen.length >= 8;
  });
  finish();
  await running;
  t.equal(unanswered, 3);
  t.match(await parts.store.find(id), { status: 'completed', attempt: 1 });
});

t.test('an outage does not count as an attempt', async (t) => {
  const parts = await openParts(t);
  const storage = { ...parts.storage, openWorkspace: () => Promise.reject(away()) };
  const { id, maxAttempts } = await accept(parts);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await runConversion({ ...parts, storage }, id, signals());
    const waiting = await parts.store.find(id);
    t.match(waiting, { status: 'pending', attempt, maxAttempts: maxAttempts + attempt });
    t.equal(waiting?.notBefore, parts.clock.now + Math.min(60_000, 1000 * 2 ** (attempt - 1)));
    parts.clock.now += 60_000;
  }
  let outages = 5;
  while ((await parts.store.find(id))?.status === 'pending' && outages < 100) {
    await runConversion({ ...parts, storage }, id, signals());
    parts.clock.now += 60_000;
    outages += 1;
  }
  t.match(await parts.store.find(id), { status: 'failed', error: { code: 'dependency_unavailable' } });
  t.equal(outages, 41, 'it is not tried for ever');
});
