import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isProblem, type Problem, type ProblemCode } from '../../../src/domain/problem.ts';
import type { EnginePoolOptions } from '../../../src/engines/pool/engine-pool.ts';
import { scratchFolderOf } from '../../../src/engines/scratch-folder.ts';
import { type HostilePool, openHostilePool, pidOf } from '../../support/hostile-pool.ts';
import { isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';

const causeOf = (problem: Problem): string => String((problem.cause as Error | undefined)?.message);

async function failureOf(pool: HostilePool, mood: string, engine = 'hostile'): Promise<Problem> {
  const job = pool.job({ mood, file: join(pool.folder, 'pid') });
  try {
    await pool.run(mood, { job, engine });
  } catch (error) {
    if (!isProblem(error)) throw error;
    for (const path of [job.targetPath, scratchFolderOf(job.targetPath)])
      if (existsSync(path)) throw new Error('the partial result is still there');
    return error;
  }
  throw new Error(`"${mood}" succeeded`);
}

interface Death {
  mood: string;
  code: ProblemCode;
  /** Of the private cause. */
  cause: RegExp;
  detail?: RegExp;
  options?: Partial<EnginePoolOptions>;
  engine?: string;
}

const MB = 1e6;
const DEATHS: Death[] = [
  { mood: 'kills itself', code: 'engine_crashed', cause: /while writing.*SIGKILL/, detail: /while writing/ },
  { mood: 'aborts', code: 'engine_crashed', cause: /while loading.*SIGABRT/ },
  { mood: 'segfaults', code: 'engine_crashed', cause: /SIGSEGV/ },
  { mood: 'exits with 3', code: 'engine_crashed', cause: /exit code 3.*last words/s },
  { mood: 'exits silently', code: 'engine_crashed', cause: /exit code 0/ },
  { mood: 'throws a number', code: 'engine_crashed', cause: /5246024/ },
  { mood: 'throws an error', code: 'engine_crashed', cause: /TypeError: undefined is not a model/ },
  { mood: 'throws later', code: 'engine_crashed', cause: /exit code 1.*nobody waits for me/s },
  { mood: 'traps', code: 'engine_crashed', cause: /EngineTrap: null function/ },
  { mood: 'traps in WebAssembly', code: 'engine_crashed', cause: /RuntimeError: unreachable/ },
  { mood: 'sends garbage', code: 'engine_crashed', cause: /garbage/ },
  { mood: 'sends JSON that is no message', code: 'engine_crashed', cause: /garbage/ },
  { mood: 'answers for another', code: 'engine_crashed', cause: /garbage/ },
  { mood: 'sends a line without end', code: 'engine_crashed', cause: /garbage/ },
  { mood: 'hangs up but stays', code: 'engine_crashed', cause: /hung_up/ },
  { mood: 'leaves a grandchild', code: 'engine_crashed', cause: /exit code 3/ },
  { mood: 'fills the disk', code: 'storage_full', cause: /ENOSPC/ },
  {
    mood: 'sleeps for ever',
    code: 'engine_timed_out',
    cause: /timed_out/,
    detail: /time limit of 0\.5 s/,
    options: { timeoutMs: 500 },
  },
  {
    mood: 'loops for ever',
    code: 'engine_timed_out',
    cause: /while converting.*timed_out/,
    detail: /while converting.*time limit of 0\.5 s/,
    options: { timeoutMs: 500 },
  },
  {
    mood: 'copies',
    engine: 'loads never',
    code: 'engine_timed_out',
    cause: /while loading/,
    options: { timeoutMs: 500 },
  },
  {
    mood: 'allocates buffers',
    code: 'engine_out_of_memory',
    cause: /while converting.*out_of_memory/,
    detail: /memory limit of 400 MB/,
    options: { hardRssBytes: 400 * MB },
  },
  {
    mood: 'allocates objects',
    code: 'engine_out_of_memory',
    cause: /while converting: signal SIGABRT; stderr: .*heap out of memory/s,
    detail: /ran out of memory while converting/,
    options: { hardRssBytes: 1000 * MB }, // V8 gives up at three quarters of it
  },
  { mood: 'asks for too much at once', code: 'engine_out_of_memory', cause: /RangeError/ },
  { mood: 'copies', engine: 'fails to load', code: 'engine_unavailable', cause: /no-such-engine/ },
  { mood: 'copies', engine: 'is in no table', code: 'engine_unavailable', cause: /is in no table/ },
  { mood: 'copies', engine: 'crashes while it loads', code: 'engine_crashed', cause: /while loading/ },
];

for (const { mood, code, cause, detail, options, engine } of DEATHS) {
  t.test(
    `a child that ${engine === undefined ? mood : `uses an engine that ${engine}`} → ${code}`,
    async (t) => {
      const pool = openHostilePool(t, { ...options, maxChildren: 1 });
      const problem = await failureOf(pool, mood, engine);
      t.equal(problem.code, code, causeOf(problem));
      t.match(causeOf(problem), cause, 'the private cause says what happened');
      if (detail !== undefined) t.match(problem.detail, detail);
      t.notMatch(problem.detail, /pid|SIG|stderr|\/tmp/, 'the public sentence does not leak');
      t.ok(pidOf(await pool.run('copies')), 'the next conversion gets a child that works');
    },
  );
}

t.test('a grandchild dies with its child', async (t) => {
  const pool = openHostilePool(t);
  await failureOf(pool, 'leaves a grandchild');
  const pid = Number(readFileSync(join(pool.folder, 'pid'), 'utf8'));
  t.ok(pid > 1);
  await waitUntil('the grandchild is gone', () => !isAlive(pid));
});

t.test('a child that is killed from outside is replaced', async (t) => {
  const pool = openHostilePool(t);
  const first = pidOf(await pool.run('copies'));
  process.kill(first, 'SIGKILL');
  await waitUntil('the pool has noticed', () => pool.lines.some(({ fields }) => fields.pid === first));
  const second = pidOf(await pool.run('copies'));
  t.not(second, first);
  t.match(pool.lines, [{ level: 'warn', message: /died/ }]);
});

t.test('a model that is refused costs no child, and its sentence passes unchanged', async (t) => {
  const pool = openHostilePool(t);
  const before = pidOf(await pool.run('copies'));
  const problem = await failureOf(pool, 'refuses the model');
  t.equal(problem.code, 'input_malformed');
  t.equal(problem.detail, 'Line 3 is no line.');
  t.match(causeOf(problem), /secret place/);
  t.equal(pidOf(await pool.run('copies')), before, 'the same child goes on');
});

t.test('a source that is gone is named as such', async (t) => {
  const pool = openHostilePool(t);
  const job = { ...pool.job({ mood: 'reads a missing source' }), sourcePath: join(pool.folder, 'gone.stl') };
  await t.rejects(pool.run('', { job }), { code: 'original_missing' });
});

t.test('children that never listen', async (t) => {
  await t.test('are given up after the start limit', async (t) => {
    const childEntry = new URL('../../support/mute-child.ts', import.meta.url);
    const pool = openHostilePool(t, { childEntry, startTimeoutMs: 1000 });
    const problem = await failureOf(pool, 'copies');
    t.equal(problem.code, 'engine_unavailable');
    t.match(causeOf(problem), /while starting.*no_handshake/);
  });
  await t.test('because their program is missing', async (t) => {
    const pool = openHostilePool(t, { childEntry: new URL('./no-such-program.ts', import.meta.url) });
    const problem = await failureOf(pool, 'copies');
    t.equal(problem.code, 'engine_unavailable');
    t.match(causeOf(problem), /while starting.*no-such-program/s);
  });
});
