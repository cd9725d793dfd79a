import { advance, type Change, type Conversion, type Stage } from '../domain/conversion.ts';
import { progressOf } from './change-conversion.ts';
import type { Parts } from './parts.ts';

export interface AttemptParts extends Pick<Parts, 'store' | 'bus' | 'now' | 'logger'> {
  /** Names the process in leases. */
  owner: string;
  leaseMs: number;
  /** Progress is written at most this often. */
  progressIntervalMs: number;
}

/**
 * One claimed attempt: the only writer of its conversion as long as it holds the lease. Progress is written in the
 * background, newest value only, and each write renews the lease; `settle` comes last.
 */
export interface Attempt {
  /** The newest state that is known to be stored. */
  readonly conversion: Conversion;
  /** Aborted once a write matched nothing: cancelled, deleted, or the lease went to someone else. */
  readonly lost: AbortSignal;
  progress(stage: Stage, percent: number): void;
  /** Writes the last change of this attempt, unless it was lost: then undefined. */
  settle(decide: (current: Conversion) => Change): Promise<Conversion | undefined>;
  /** Ends the background writes. `settle` does so too. */
  stop(): Promise<void>;
}

export function startAttempt(parts: AttemptParts, claimed: Conversion): Attempt {
  const lost = new AbortController();
  let conversion = claimed;
  let seen = { stage: claimed.stage, progress: claimed.progress };
  let dirty = false;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;

  const lease = () => ({ owner: parts.owner, until: parts.now() + parts.leaseMs });
  const leaseIsHalfSpent = () => (conversion.lease?.until ?? 0) - parts.now() < parts.leaseMs / 2;

  const writeProgress = async () => {
    dirty = false;
    try {
      const change = advance(conversion, { ...seen, lease: lease() }, parts.now());
      const changed = await parts.store.transition(conversion.id, conversion.revision, change);
      if (changed === undefined) return lost.abort(new AttemptLost());
      conversion = changed;
      parts.bus.publishProgress(progressOf(changed));
    } catch (err) {
      dirty = true; // the store is away: the next tick tries again, the lease decides
      parts.logger.warn({ err, conversionId: conversion.id }, 'progress could not be stored');
    }
  };

  const timer = setInterval(() => {
    if (busy || stopped || lost.signal.aborted || !(dirty || leaseIsHalfSpent())) return;
    busy = true;
    writing = writeProgress().finally(() => {
      busy = false;
    });
  }, parts.progressIntervalMs);

  const stop = async () => {
    stopped = true;
    clearInterval(timer);
    await writing;
  };

  return {
    get conversion() {
      return conversion;
    },
    lost: lost.signal,
    progress(stage, percent) {
      const progress = Math.max(seen.progress, Math.min(99, Math.floor(percent)));
      if (stage === seen.stage && progress === seen.progress) return;
      seen = { stage, progress };
      dirty = true;
    },
    async settle(decide) {
      await stop();
      if (lost.signal.aborted) return undefined;
      const settled = await parts.store.transition(conversion.id, conversion.revision, decide(conversion));
      if (settled === undefined) {
        lost.abort(new AttemptLost());
        return undefined;
      }
      conversion = settled;
      parts.bus.publishProgress(progressOf(settled));
      return settled;
    },
    stop,
  };
}

/** The conversion is no longer this attempt's to write. Not an error of anybody. */
export class AttemptLost extends Error {
  constructor() {
    super('the conversion was cancelled, deleted or taken over');
    this.name = 'AttemptLost';
  }
}
