import { isCounted } from './counted-attempts.ts';
import type { FormatId } from './formats.ts';
import type { Instant } from './instant.ts';
import { Problem, type ProblemCode } from './problem.ts';
import type { EngineStage, Report } from './report.ts';

export const STATUSES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

export const STAGES = [
  'queued',
  'validating',
  'reading',
  'converting',
  'writing',
  'previewing',
  'storing',
  'done',
] as const;
export type Stage = (typeof STAGES)[number];

const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  pending: ['in_progress', 'failed', 'cancelled'],
  in_progress: ['pending', 'completed', 'failed', 'cancelled'], // back to pending: another attempt
  completed: [],
  failed: [],
  cancelled: [],
};

export const canMove = (from: Status, to: Status): boolean => NEXT[from].includes(to);
export const isTerminal = (status: Status): boolean => NEXT[status].length === 0;

export interface StoredFile {
  /** Storage key such as `/original/<id>/bracket.step`; never a path of the machine. */
  key: string;
  sizeBytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** A stored file and the name that a person knows it by. */
export interface NamedFile extends StoredFile {
  fileName: string;
}

/** Something to look at instead of a model: fewer triangles, compressed. */
export interface PreviewFile extends NamedFile {
  /** Shown in it, every instance counted. */
  triangles: number;
  /** Of the whole model. */
  totalTriangles: number;
}

/** What was made for the eye; each is absent where it could not be made. */
export interface Previews {
  original?: PreviewFile;
  converted?: PreviewFile;
  thumbnail?: NamedFile;
}

export interface Failure {
  code: ProblemCode;
  detail: string;
  retryable: boolean;
  stage: Stage;
}

export interface HistoryEntry {
  at: Instant;
  attempt: number;
  /** One public sentence: `claimed by …`, `engine_crashed while reading; tried again`. */
  event: string;
  /** Set where an attempt failed. */
  code?: ProblemCode;
}

export interface Lease {
  /** The process that runs the attempt. */
  owner: string;
  until: Instant;
}

/**
 * One upload and what becomes of it. Values are immutable: every change is a compare-and-set on `revision`.
 * `attempt` counts claims and is the fencing token of the worker that made the latest one.
 */
export interface Conversion {
  readonly id: string;
  readonly revision: number;
  readonly status: Status;
  readonly stage: Stage;
  /** Whole number 0–100; 100 only with `completed`. Never falls within an attempt. */
  readonly progress: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When the announcement was made that the bus last confirmed; absent until then (the outbox mark). */
  readonly announcedAt?: Instant;
  /** A pending conversion is not claimed before this moment (retry back-off). */
  readonly notBefore?: Instant;
  readonly lease?: Lease;
  readonly sourceFormat: FormatId;
  readonly targetFormat: FormatId;
  /** As sent by the client and validated against the pair's schema; JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly tag?: string;
  /** The client asked for previews. */
  readonly withPreview?: true;
  readonly original: NamedFile;
  readonly converted?: NamedFile;
  readonly previews?: Previews;
  readonly engine?: { readonly name: string; readonly version: string };
  readonly report?: Report;
  readonly error?: Failure;
  readonly history: readonly HistoryEntry[];
  readonly retryOf?: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
  /** When the files are removed; absent: never. */
  readonly expiresAt?: Instant;
  /** Set once the files are gone; the record stays as a tombstone. */
  readonly filesRemovedAt?: Instant;
}

type Mutable = Omit<Conversion, 'id' | 'revision' | 'createdAt'>;
/** What a transition changes; `undefined` removes an optional field. The store adds 1 to `revision`. */
export type Change = { readonly [K in keyof Mutable]?: Mutable[K] | undefined } & {
  readonly updatedAt: Instant;
};

export interface NewConversion {
  id: string;
  now: Instant;
  sourceFormat: FormatId;
  targetFormat: FormatId;
  options: Readonly<Record<string, unknown>>;
  tag?: string;
  withPreview?: true;
  original: NamedFile;
  maxAttempts: number;
  retryOf?: string;
}

export function createConversion({ now, tag, retryOf, ...given }: NewConversion): Conversion {
  return {
    ...given,
    revision: 1,
    status: 'pending',
    stage: 'queued',
    progress: 0,
    attempt: 0,
    history: [
      {
        at: now,
        attempt: 0,
        event: retryOf === undefined ? 'accepted' : `accepted as a retry of ${retryOf}`,
      },
    ],
    createdAt: now,
    updatedAt: now,
    ...(tag === undefined ? {} : { tag }),
    ...(retryOf === undefined ? {} : { retryOf }),
  };
}

export const announced = (_conversion: Conversion, now: Instant): Change => ({
  announcedAt: now,
  updatedAt: now,
});

export const isClaimable = (conversion: Conversion, now: Instant): boolean =>
  conversion.status === 'pending' && (conversion.notBefore ?? 0) <= now;

export function claim(conversion: Conversion, lease: Lease, now: Instant): Change {
  refuseMove(conversion, 'in_progress');
  const attempt = conversion.attempt + 1;
  return {
    status: 'in_progress',
    stage: 'validating',
    progress: 0,
    attempt,
    lease,
    notBefore: undefined,
    startedAt: conversion.startedAt ?? now,
    updatedAt: now,
    history: noted(conversion, { at: now, attempt, event: 'started' }),
  };
}

/** A worker's sign of life: how far it is, and that it still holds the lease. */
export function advance(
  conversion: Conversion,
  seen: { stage: Stage; progress: number; lease: Lease },
  now: Instant,
): Change {
  requireInProgress(conversion);
  const progress = Math.min(99, Math.max(conversion.progress, Math.floor(seen.progress)));
  return { stage: seen.stage, progress, lease: seen.lease, updatedAt: now };
}

export interface Outcome {
  converted: NamedFile;
  previews?: Previews;
  report: Report;
}

export function complete(conversion: Conversion, outcome: Outcome, now: Instant, keepForMs?: number): Change {
  refuseMove(conversion, 'completed');
  return {
    ...ended(conversion, 'completed', 'completed', now, keepForMs),
    stage: 'done',
    progress: 100,
    converted: outcome.converted,
    ...(outcome.previews === undefined ? {} : { previews: outcome.previews }),
    report: outcome.report,
    engine: outcome.report.engine,
  };
}

export function fail(conversion: Conversion, failure: Failure, now: Instant, keepForMs?: number): Change {
  refuseMove(conversion, 'failed');
  const event = `failed: ${failure.code} while ${failure.stage}`;
  return { ...ended(conversion, 'failed', event, now, keepForMs), error: failure };
}

export function cancel(conversion: Conversion, now: Instant, keepForMs?: number): Change {
  if (isTerminal(conversion.status)) throw new Problem('conversion_already_ended');
  return ended(conversion, 'cancelled', 'cancelled', now, keepForMs);
}

/**
 * Another attempt after a failure that may pass: back to pending, not to be claimed before `notBefore`. An attempt that
 * a missing dependency ended does not count.
 */
export function tryAgain(conversion: Conversion, failure: Failure, notBefore: Instant, now: Instant): Change {
  refuseMove(conversion, 'pending');
  const event = `${failure.code} while ${failure.stage}; to be tried again`;
  return {
    status: 'pending',
    stage: 'queued',
    progress: 0,
    lease: undefined,
    announcedAt: undefined,
    notBefore,
    ...(isCounted(failure.code) ? {} : { maxAttempts: conversion.maxAttempts + 1 }),
    updatedAt: now,
    history: noted(conversion, { at: now, attempt: conversion.attempt, event, code: failure.code }),
  };
}

/** A worker that is told to stop gives the conversion back; the attempt does not count. */
export function handBack(conversion: Conversion, now: Instant): Change {
  refuseMove(conversion, 'pending');
  return {
    status: 'pending',
    stage: 'queued',
    progress: 0,
    lease: undefined,
    announcedAt: undefined,
    maxAttempts: conversion.maxAttempts + 1, // `attempt` is the fencing token and must never be used twice
    updatedAt: now,
    history: noted(conversion, {
      at: now,
      attempt: conversion.attempt,
      event: 'handed back by a stopping worker',
    }),
  };
}

/** The files are gone; the record stays and answers 410. */
export const filesExpired = (_conversion: Conversion, now: Instant): Change => ({
  filesRemovedAt: now,
  updatedAt: now,
});

function ended(
  conversion: Conversion,
  status: Status,
  event: string,
  now: Instant,
  keepForMs: number | undefined,
) {
  return {
    status,
    lease: undefined,
    notBefore: undefined,
    completedAt: now,
    updatedAt: now,
    ...(keepForMs === undefined ? {} : { expiresAt: now + keepForMs }),
    history: noted(conversion, { at: now, attempt: conversion.attempt, event }),
  };
}

const HISTORY_LIMIT = 100;

/** The first entry (when it was accepted) and the latest ones stay. */
function noted(conversion: Conversion, entry: HistoryEntry): readonly HistoryEntry[] {
  const all = [...conversion.history, entry];
  return all.length <= HISTORY_LIMIT ? all : [all[0]!, ...all.slice(1 - HISTORY_LIMIT)];
}

function requireInProgress(conversion: Conversion): void {
  if (conversion.status !== 'in_progress') {
    throw new TypeError(`conversion ${conversion.id} is ${conversion.status}, not in progress`);
  }
}

function refuseMove(conversion: Conversion, to: Status): void {
  if (!canMove(conversion.status, to)) {
    throw new TypeError(`conversion ${conversion.id} cannot move from ${conversion.status} to ${to}`);
  }
}

export const isEngineStage = (stage: Stage): stage is EngineStage =>
  stage === 'validating' || stage === 'reading' || stage === 'converting' || stage === 'writing';

/** The keys of every file that the record speaks of. */
export const fileKeysOf = ({
  original,
  converted,
  previews = {},
}: Pick<Conversion, 'original' | 'converted' | 'previews'>): string[] =>
  [original, converted, ...Object.values(previews as Record<string, NamedFile>)].flatMap((file) =>
    file === undefined ? [] : [file.key],
  );
