import type { EngineJob } from '../../domain/engine-port.ts';
import type { Inspection } from '../../domain/inspection.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import type { EngineStage, Report } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';

/**
 * The file descriptor of the socket between parent and child; one JSON document in each line.
 * It is not Node's own IPC channel: there, a line that is no JSON throws in the parent where nobody can catch it.
 */
export const CHANNEL_FD = 3;

/** Each request is answered by exactly one message with its `id`, after any number of `progress`. */
export type ParentMessage =
  | { type: 'load'; id: number; engines: readonly string[] }
  | { type: 'convert' | 'inspect'; id: number; engine: string; job: EngineJob; limits: EngineLimits };

export type ChildMessage =
  /** Sent once, unasked: the child listens. */
  { type: 'ready' } | { type: 'progress'; id: number; stage: EngineStage; fraction?: number } | Answer;

export type Answer =
  | { type: 'loaded'; id: number }
  | { type: 'converted'; id: number; report: Report }
  | { type: 'inspected'; id: number; inspection: Inspection }
  | ({ type: 'failed'; id: number } & Failure);

/** A Problem in a form that crosses a process boundary. */
export interface Failure {
  code: ProblemCode;
  detail: string;
  /** Private: what was thrown, with its stack. */
  cause?: string;
  /** False where the engine's state cannot be trusted any more. */
  reusable: boolean;
}
