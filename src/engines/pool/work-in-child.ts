import type { EngineJob, EngineProgress } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import type { Answer, Failure } from '../child/protocol.ts';
import type { EngineLimits } from '../engine-module.ts';
import { type EndContext, problemOfEnd } from './child-end.ts';
import type { EngineChild } from './engine-child.ts';
import { type SilenceWatch, silenceLimit, watchSilence } from './silence.ts';

export interface ConversionLimits {
  timeoutMs: number;
  /** Without progress, for a small file that a reader of other people reads; undefined: as long as `timeoutMs`. */
  silenceMs?: number;
  hardRssBytes: number;
  limits: EngineLimits;
}

export interface Watch {
  signal: AbortSignal;
  onProgress(progress: EngineProgress): void;
}

export type WorkKind = 'convert' | 'inspect';
export type WorkDone = Extract<Answer, { type: 'converted' | 'inspected' }>;

const ANSWERS = { convert: 'converted', inspect: 'inspected' } as const;

/**
 * One conversion or inspection in one child. Rejects with a Problem, or with the signal's reason; unless the engine
 * merely refused the model, the child has ended by then, so that nothing writes any more.
 */
export async function workInChild(
  child: EngineChild,
  kind: WorkKind,
  engine: string,
  job: EngineJob,
  { timeoutMs, silenceMs: leastSilenceMs, hardRssBytes, limits }: ConversionLimits,
  watch: Watch,
): Promise<WorkDone> {
  const silenceMs = await silenceLimit(job, leastSilenceMs);
  const context: EndContext = {
    engine,
    stage: 'starting',
    sourceFormat: job.sourceFormat,
    timeoutMs,
    ...(silenceMs === undefined ? {} : { silenceMs }),
    hardRssBytes,
  };
  const stop = () => child.kill('aborted');
  let timer: NodeJS.Timeout | undefined;
  let silence: SilenceWatch | undefined;
  watch.signal.addEventListener('abort', stop, { once: true });
  try {
    if (await child.ready) {
      context.stage = 'loading';
      timer = setTimeout(() => child.kill('timed_out'), timeoutMs);
      silence = watchSilence(silenceMs, () => child.kill('silent'));
      const answer = await child.ask({ type: kind, engine, job, limits }, (progress) => {
        silence?.heard(progress.stage);
        context.stage = progress.stage;
        watch.onProgress(progress);
      });
      if (answer?.type === ANSWERS[kind]) return answer as WorkDone;
      if (answer?.type === 'failed') {
        if (!answer.reusable) await child.ended;
        watch.signal.throwIfAborted();
        throw problemOfFailure(answer, context);
      }
    }
    child.kill('garbage'); // dead already, unless its answer was to another question
    const end = await child.ended;
    watch.signal.throwIfAborted();
    throw problemOfEnd(end, context);
  } finally {
    clearTimeout(timer);
    silence?.stop();
    watch.signal.removeEventListener('abort', stop);
  }
}

export function problemOfFailure({ code, detail, cause }: Failure, { engine, stage }: EndContext): Problem {
  if (cause === undefined) return new Problem(code, { detail });
  return new Problem(code, { detail, cause: new Error(`${engine} failed while ${stage}: ${cause}`) });
}
