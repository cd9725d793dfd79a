import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { EngineJob } from '../../../src/domain/engine-port.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { createWarmHost } from '../../../src/engines/native/warm-host.ts';
import { createEnginePool, type EnginePoolOptions } from '../../../src/engines/pool/engine-pool.ts';
import { findSandbox } from '../../../src/engines/pool/sandbox.ts';
import { nativePython, skipWithoutNativeCad } from '../../support/native-cad.ts';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { LIMITS } from '../cad/engine-jobs.ts';
import { makeTwoParts, plainOcct, writeBrep } from '../cad/make-cad.ts';

t.setTimeout(600_000);

const skip = process.platform !== 'linux' ? 'Linux only: it reads /proc' : skipWithoutNativeCad;
const log = () => {};

/** A pool whose one child has its host, and jobs for it: `slow` takes seconds, of which most is meshing. */
async function openPool(t: Test, given: Partial<EnginePoolOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'converto-native-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const oc = await plainOcct();
  const torus = join(folder, 'torus.brep');
  await writeFile(torus, writeBrep(oc, [new oc.BRepPrimAPI_MakeTorus_1(50, 20).Shape()]));
  const quick = join(folder, 'two.step');
  await writeFile(quick, await makeTwoParts('step'));
  const pool = createEnginePool({
    maxChildren: 1,
    recycleAfter: 100,
    maxRssBytes: 2e9,
    hardRssBytes: 2e9,
    timeoutMs: 200_000,
    limits: LIMITS,
    logger: { info: log, warn: log, error: log },
    programs: { nativePython: nativePython! },
    ...given,
  });
  t.teardown(() => pool.close());
  const known = new Set(childrenOf(process.pid));
  await pool.warmUp(['occt-native']);
  const started = childrenOf(process.pid).filter((pid) => !known.has(pid));
  const child = started.find((pid) => hostOf(pid) !== undefined);
  const host = hostOf(child!);

  const job = (sourcePath: string, sourceFormat: 'brep' | 'step', options: object): EngineJob => ({
    sourcePath,
    sourceFormat,
    targetFormat: 'stl',
    targetPath: join(folder, 'result.stl'),
    modelName: 'model',
    options: { ...options },
  });
  const convert = (given: EngineJob, signal = new AbortController().signal, onReading = () => {}) =>
    pool.convert('occt-native', given, {
      signal,
      onProgress: ({ stage, fraction = 0 }) => {
        if (stage === 'reading' && fraction > 0) onReading();
      },
    });
  const slow = job(torus, 'brep', {
    linear_deflection: 0.0002,
    linear_deflection_type: 'absolute',
    angular_deflection: 1,
  });
  return { pool, child: child!, host: host!, slow, quick: job(quick, 'step', {}), convert };
}

/** The host of an engine's process, which may have other children (a compiler of TypeScript, a process in a sandbox). */
const hostOf = (pid: number): number | undefined => {
  const children = childrenOf(pid);
  const host = children.find((one) => readFileSync(`/proc/${one}/cmdline`, 'latin1').includes('main.py'));
  return host ?? children.map(hostOf).find((one) => one !== undefined);
};

/** The process that converts now. */
async function forkOf(host: number, failed: Promise<unknown>): Promise<number> {
  let fork: number | undefined;
  let ended: unknown;
  void failed.then((how) => {
    ended = how;
  });
  await waitUntil('a fork converts', () => {
    [fork] = childrenOf(host);
    if (fork === undefined && ended !== undefined) throw new Error('it ended before', { cause: ended });
    return fork !== undefined;
  });
  return fork!;
}

const codeOf = (error: unknown): unknown => (isProblem(error) ? error.code : error);
const causeOf = (error: unknown): string => String(((error as Error).cause as Error)?.message);
const areGone = (pids: number[]) => () => !pids.some(isAlive);

t.test('a fork that is killed fails its conversion only, and the host stays', { skip }, async (t) => {
  const { slow, quick, convert, host, child } = await openPool(t);
  let read = () => {};
  const reading = new Promise<void>((resolve) => {
    read = resolve;
  });
  const failed = convert(slow, undefined, read).catch((thrown: unknown) => thrown);
  const fork = await forkOf(host, failed);
  await reading; // before it, the host does not know yet whose the fork is, and is started anew

  process.kill(fork, 'SIGKILL');
  const problem = await failed;
  t.equal(codeOf(problem), 'engine_crashed');
  t.match(causeOf(problem), /signal 9/);
  t.equal((await convert(quick)).target.bodies, 2);
  t.ok(isAlive(host) && isAlive(child), 'neither was started anew');
});

t.test(
  'a host that is killed fails its conversion only, and the next gets a fresh one',
  { skip },
  async (t) => {
    const { slow, quick, convert, host, child } = await openPool(t);
    const failed = convert(slow).catch((thrown: unknown) => thrown);
    const fork = await forkOf(host, failed);
    process.kill(host, 'SIGKILL');
    t.equal(codeOf(await failed), 'engine_crashed');
    await waitUntil('its fork ends with it', areGone([fork]));
    t.equal((await convert(quick)).target.bodies, 2);
    t.ok(isAlive(child));
    t.not(hostOf(child), host);
  },
);

t.test('a conversion that is cancelled leaves no process', { skip }, async (t) => {
  const { slow, quick, convert, host, child } = await openPool(t);
  const controller = new AbortController();
  const failed = convert(slow, controller.signal).catch((thrown: unknown) => thrown);
  const fork = await forkOf(host, failed);
  controller.abort(new Error('nobody wants it'));
  t.match(await failed, { message: 'nobody wants it' });
  await waitUntil('child, host and fork are gone', areGone([child, host, fork]));
  t.equal((await convert(quick)).target.bodies, 2);
});

t.test('a conversion that takes too long leaves no process', { skip }, async (t) => {
  const { slow, convert, host, child } = await openPool(t, { timeoutMs: 400 });
  const failed = convert(slow).catch((thrown: unknown) => thrown);
  const fork = await forkOf(host, failed);
  t.equal(codeOf(await failed), 'engine_timed_out');
  await waitUntil('child, host and fork are gone', areGone([child, host, fork]));
});

t.test('the memory of a fork counts', { skip }, async (t) => {
  const { slow, convert, host } = await openPool(t, { hardRssBytes: 450e6 });
  const failed = convert(slow).catch((thrown: unknown) => thrown);
  const fork = await forkOf(host, failed);
  t.equal(codeOf(await failed), 'engine_out_of_memory');
  await waitUntil('the fork is gone', areGone([fork]));
});

t.test('host and fork end with a child that is killed', { skip }, async (t) => {
  const { slow, convert, host, child } = await openPool(t);
  const failed = convert(slow).catch((thrown: unknown) => thrown);
  const fork = await forkOf(host, failed);
  process.kill(child, 'SIGKILL');
  t.equal(codeOf(await failed), 'engine_crashed');
  await waitUntil('host and fork are gone', areGone([host, fork]));
});

t.test('IGES that ends in the middle harms nothing but its own request', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'converto-native-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const host = createWarmHost(() => nativePython);
  t.teardown(() => host.close());
  const whole = await makeTwoParts('iges');
  const source = join(folder, 'two.iges');
  const ask = () => host.ask({ operation: 'measure', source, format: 'iges', folder });
  for (const share of [0.3, 0.5, 0.7, 0.9]) {
    await writeFile(source, whole.subarray(0, whole.length * share));
    const error: unknown = await ask().catch((thrown: unknown) => thrown);
    if (error instanceof Error) t.ok(isProblem(error), `${share}: ${String(error)}`);
  }
  await writeFile(source, whole);
  t.match(await ask(), { measures: { solids: 2, invalidSolids: 0 } });
});

t.test('in a sandbox', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'converto-native-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const sandbox = await findSandbox([folder]);
  if (typeof sandbox === 'string') return void t.pass('not tested', { skip: sandbox });
  const { quick, convert } = await openPool(t, { sandbox });
  const unwritable = await convert(quick).catch((thrown: unknown) => thrown);
  t.match(String(unwritable), /read-only|EROFS|crashed|Problem/i, 'another folder cannot be written');
  const job = { ...quick, targetPath: join(folder, 'result.stl') };
  t.equal((await convert(job)).target.bodies, 2);
});
