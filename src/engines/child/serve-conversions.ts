import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Problem } from '../../domain/problem.ts';
import type { EngineModule } from '../engine-module.ts';
import type { EngineModules } from '../engine-modules.ts';
import { describeFailure, describeLoadFailure } from './describe-failure.ts';
import { dieWithParent } from './die-with-parent.ts';
import { type LineChannel, openLineChannel } from './line-channel.ts';
import { throttleProgress } from './progress-throttle.ts';
import { type Answer, CHANNEL_FD, type ParentMessage } from './protocol.ts';

const PROGRESS_INTERVAL_MS = 100;
const NICENESS = 10;

/**
 * The life of a child process: say that it listens, then answer one request at a time until the parent hangs up.
 * After an answer that is not reusable it ends itself. The pid of the
 * parent is the first argument of the command line, or no number where a sandbox is the parent.
 */
export function serveConversions(modules: EngineModules): void {
  dieWithParent(Number(process.argv[2]) || process.ppid);
  yieldToTheParent();
  const load = createLoader(modules);
  const channel: LineChannel = openLineChannel(new Socket({ fd: CHANNEL_FD }), {
    onMessage: (message) => void serve(message as ParentMessage, load, channel),
    onEnd: () => process.exit(0),
  });
  channel.send({ type: 'ready' });
}

type Load = (engine: string) => Promise<EngineModule>;

async function serve(request: ParentMessage, load: Load, channel: LineChannel): Promise<void> {
  const answer = request.type === 'load' ? await loadAll(request, load) : await work(request, load, channel);
  channel.send(answer);
  if (answer.type === 'failed' && !answer.reusable) channel.end(() => process.exit(1));
}

async function loadAll({ id, engines }: ParentMessage & { type: 'load' }, load: Load): Promise<Answer> {
  for (const engine of engines) {
    try {
      await load(engine);
    } catch (error) {
      return { type: 'failed', id, ...describeLoadFailure(engine, error) };
    }
  }
  return { type: 'loaded', id };
}

async function work(
  { type, id, engine, job, limits }: Exclude<ParentMessage, { type: 'load' }>,
  load: Load,
  channel: LineChannel,
): Promise<Answer> {
  let module: EngineModule;
  try {
    module = await load(engine);
  } catch (error) {
    return { type: 'failed', id, ...describeLoadFailure(engine, error) };
  }
  let answered = false; // what an engine tells too late must not reach the next conversion
  const tell = throttleProgress(
    (stage, fraction) => {
      if (!answered) channel.send({ type: 'progress', id, stage, fraction });
    },
    PROGRESS_INTERVAL_MS,
    () => performance.now(),
  );
  try {
    if (type === 'convert') return { type: 'converted', id, report: await module.convert(job, limits, tell) };
    if (module.inspect === undefined)
      throw new Problem('engine_failed', { cause: new Error('it cannot inspect') });
    return { type: 'inspected', id, inspection: await module.inspect(job, limits, tell) };
  } catch (error) {
    return { type: 'failed', id, ...describeFailure(error, job) };
  } finally {
    answered = true;
  }
}

function createLoader(modules: EngineModules): Load {
  const loaded = new Map<string, Promise<EngineModule>>();
  return (engine) => {
    const known = loaded.get(engine);
    if (known !== undefined) return known;
    const loading = loadAndWarm(modules, engine);
    loaded.set(engine, loading);
    return loading;
  };
}

async function loadAndWarm(modules: EngineModules, engine: string): Promise<EngineModule> {
  const open = modules[engine];
  if (open === undefined)
    throw new Problem('engine_unavailable', { detail: `There is no engine "${engine}".` });
  const module = await open();
  await module.warm();
  return module;
}

/** The API must answer while engines compute. */
function yieldToTheParent(): void {
  try {
    setPriority(NICENESS);
  } catch {
    // not allowed here: slower answers, nothing worse
  }
}
