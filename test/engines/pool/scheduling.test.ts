import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { EngineProgress } from '../../../src/domain/engine-port.ts';
import { ENGINE_STAGES } from '../../../src/domain/report.ts';
import { openHostilePool, pidOf } from '../../support/hostile-pool.ts';
import { isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';

t.test('the converted file and the report arrive', async (t) => {
  const pool = openHostilePool(t);
  const job = pool.job({ mood: 'copies' });
  const report = await pool.run('', { job });
  t.equal(readFileSync(job.targetPath, 'utf8'), readFileSync(job.sourcePath, 'utf8'));
  t.match(report, { engine: { name: 'hostile', version: '1' }, source: { parts: 1, unit: 'mm' } });
});

t.test('one warm child serves one conversion after the other', async (t) => {
  const pool = openHostilePool(t, { maxChildren: 3 });
  const pids = [];
  for (let i = 0; i < 4; i++) pids.push(pidOf(await pool.run('copies')));
  t.equal(new Set(pids).size, 1);
});

t.test('a child is replaced after its share of conversions', async (t) => {
  const pool = openHostilePool(t, { recycleAfter: 2 });
  const pids: number[] = [];
  for (let i = 0; i < 5; i++) pids.push(pidOf(await pool.run('copies')));
  t.equal(pids[0], pids[1]);
  t.not(pids[1], pids[2]);
  t.equal(pids[2], pids[3]);
  t.not(pids[3], pids[4]);
  t.notOk(isAlive(Number(pids[0])));
  t.match(pool.lines, [{ level: 'info', fields: { reason: 'recycled', conversions: 2, exitCode: 0 } }, {}]);
});

t.test('a free child that grew too big is replaced', async (t) => {
  const pool = openHostilePool(t, { maxRssBytes: 1 });
  const first = pidOf(await pool.run('copies'));
  await waitUntil('it is gone', () => pool.lines.length > 0);
  t.match(pool.lines, [{ level: 'info', fields: { pid: first, reason: 'recycled' } }]);
  t.not(pidOf(await pool.run('copies')), first);
});

t.test('a child that grew too big is replaced even where it never rests', async (t) => {
  const pool = openHostilePool(t, { maxRssBytes: 1 });
  const reports = await Promise.all([pool.run('copies'), pool.run('copies'), pool.run('copies')]);
  t.equal(new Set(reports.map(pidOf)).size, 3);
});

t.test('conversions run side by side up to maxChildren; the next waits in line', async (t) => {
  const pool = openHostilePool(t, { maxChildren: 2 });
  const gate = join(pool.folder, 'gate');
  const stages: string[][] = [[], [], []];
  const runs = stages.map((seen) =>
    pool.run('waits for a file', { file: gate, onProgress: ({ stage }) => void seen.push(stage) }),
  );
  await waitUntil('two have begun', () => stages.filter((seen) => seen.length > 0).length === 2);
  t.strictSame(stages[2], [], 'the third waits');
  writeFileSync(gate, '');
  const pids = (await Promise.all(runs)).map(pidOf);
  t.equal(new Set(pids).size, 2);
});

t.test('crashes and a cancellation leave their neighbours alone', async (t) => {
  const pool = openHostilePool(t, { maxChildren: 4, timeoutMs: 60_000 });
  const gate = join(pool.folder, 'gate');
  const cancel = new AbortController();
  const neighbour = pool.run('waits for a file', { file: gate });
  await t.rejects(pool.run('aborts'), { code: 'engine_crashed' });
  await t.rejects(pool.run('sends garbage'), { code: 'engine_crashed' });
  const cancelled = pool.run('loops for ever', {
    signal: cancel.signal,
    onProgress: () => cancel.abort(new Error('no more')),
  });
  await t.rejects(cancelled, { message: 'no more' });
  writeFileSync(gate, '');
  t.ok(pidOf(await neighbour));
});

t.test('cancelling', async (t) => {
  await t.test('kills a busy child, even one that blocks, and removes its file', async (t) => {
    const pool = openHostilePool(t);
    const file = join(pool.folder, 'pid');
    const cancel = new AbortController();
    const job = pool.job({ mood: 'loops for ever', file });
    const run = pool.run('', { job, signal: cancel.signal });
    await waitUntil('it loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
    t.ok(existsSync(job.targetPath));
    const reason = new Error('changed my mind');
    cancel.abort(reason);
    t.equal(await run.catch((error: unknown) => error), reason);
    t.notOk(isAlive(Number(readFileSync(file, 'utf8'))));
    t.notOk(existsSync(job.targetPath));
    t.ok(pidOf(await pool.run('copies')), 'its place is free again');
  });

  await t.test('takes a waiting conversion out of the line', async (t) => {
    const pool = openHostilePool(t);
    const gate = join(pool.folder, 'gate');
    const cancel = new AbortController();
    const first = pool.run('waits for a file', { file: gate });
    const second = pool.run('copies', { signal: cancel.signal });
    const third = pool.run('copies');
    cancel.abort(new Error('not me'));
    await t.rejects(second, { message: 'not me' });
    writeFileSync(gate, '');
    t.equal(pidOf(await first), pidOf(await third), 'the others keep their turn and their child');
  });

  await t.test('before it begins starts no child', async (t) => {
    const pool = openHostilePool(t);
    await t.rejects(pool.run('copies', { signal: AbortSignal.abort(new Error('never mind')) }), {
      message: 'never mind',
    });
    await pool.close();
    t.strictSame(pool.lines, []);
  });
});

t.test('progress comes at most ten times a second, with each stage, and never falls', async (t) => {
  const pool = openHostilePool(t);
  const heard: EngineProgress[] = [];
  await pool.run('tells a lot', { onProgress: (progress) => void heard.push(progress) });
  t.strictSame([...new Set(heard.map(({ stage }) => stage))], [...ENGINE_STAGES]);
  const reading = heard.filter(({ stage }) => stage === 'reading').map(({ fraction }) => fraction ?? -1);
  t.ok(reading.length >= 3 && reading.length <= 11, `${reading.length} messages in one second`);
  t.strictSame(
    reading,
    reading.toSorted((a, b) => a - b),
  );
  t.strictSame(heard.at(-2), { stage: 'converting' }, 'a fraction that is no number is no fraction');
  t.strictSame(heard.at(-1), { stage: 'writing', fraction: 1 }, 'a fraction is never more than all');
});

t.test('what an engine tells after its result disturbs nobody', async (t) => {
  const pool = openHostilePool(t);
  const file = join(pool.folder, 'told');
  const first = await pool.run('tells too late', { file });
  const heard: EngineProgress[] = [];
  const next = await pool.run('waits for a file', {
    file,
    onProgress: (progress) => void heard.push(progress),
  });
  t.equal(pidOf(next), pidOf(first));
  t.strictSame(heard, [{ stage: 'reading' }]);
});

t.test('warming up loads the engines before the first conversion', async (t) => {
  const pool = openHostilePool(t, { maxChildren: 2 });
  await pool.warmUp(['hostile', 'converto-mesh']);
  t.ok(pidOf(await pool.run('copies')));
  await t.rejects(pool.warmUp(['fails to load']), { code: 'engine_unavailable' });
  t.ok(pidOf(await pool.run('copies')), 'a failed warm-up does no harm');
});

t.test('warming up ends where an engine never finishes loading', async (t) => {
  const pool = openHostilePool(t, { startTimeoutMs: 3000 });
  await t.rejects(pool.warmUp(['loads never']), { code: 'engine_unavailable' });
});

t.test('closing kills what runs, refuses what waits and what comes', async (t) => {
  const pool = openHostilePool(t);
  const file = join(pool.folder, 'pid');
  const running = pool.run('loops for ever', { file });
  const waiting = pool.run('copies');
  const settled = Promise.allSettled([running, waiting]);
  await waitUntil('it loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
  await pool.close();
  t.notOk(isAlive(Number(readFileSync(file, 'utf8'))));
  t.match(await settled, [
    { status: 'rejected', reason: { code: 'engine_unavailable' } },
    { status: 'rejected', reason: { code: 'engine_unavailable' } },
  ]);
  await t.rejects(pool.run('copies'), { code: 'engine_unavailable' });
});
