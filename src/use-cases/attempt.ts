import { advance, type Change, type Conversion, type Stage } from '../domain/conversion.ts';
import { progressOf } from './change-conversion.ts';
import type { Parts } from './parts.ts';
import { patiently } from './patiently.ts';

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
  /**
   * Writes the last change of this attempt, unless it was lost: then undefined. Waits for a store that is away, until
   * the signal ends the patience.
   */
  settle(decide: (current: Conversion) => Change, signal?: AbortSignal): Promise<Conversion | undefined>;
  /** Ends the background writes. `settle` does so too. */
  stop(): Promise<void>;
}

/** A result that cannot be recorded is worth waiting for: without it the whole conversion runs again. */
const SETTLE_PATIENCE_MS = 5 * 60_000;

export function startAttempt(parts: AttemptParts, claimed: Conversion): Attempt {
  const lost = new AbortController();
  let conversion = claimed;
  let seen = { stage: claimed.stage, progress: claimed.progress };
  let dirty = false;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  const unanswered = new Set<Change>();
  let stopped = false;

  const lease = () => ({ owner: parts.owner, until: parts.now() + parts.leaseMs });
  const leaseIsHalfSpent = () => (conversion.lease?.until ?? 0) - parts.now() < parts.leaseMs / 2;

  const adopt = (stored: Conversion) => {
    conversion = stored;
    unanswered.clear();
    parts.bus.publishProgress(progressOf(stored));
  };

  /**
   * `outdated`: an earlier change, whose answer was lost with the store, had been applied after all, and this one was
   * not. Rejects where the store does; then nobody knows whether it was applied.
   */
  const write = async (change: Change): Promise<'written' | 'outdated' | 'lost'> => {
    const { id, revision } = conversion;
    const inDoubt = unanswered.size > 0;
    unanswered.add(change);
    const changed = await parts.store.transition(id, revision, change);
    if (changed !== undefined) {
      adopt(changed);
      return 'written';
    }
    const stored = inDoubt ? await parts.store.find(id) : undefined;
    const ours =
      stored?.revision === revision + 1 ? [...unanswered].find((one) => holds(stored, one)) : undefined;
    if (stored !== undefined && ours !== undefined) {
      adopt(stored);
      return ours === change ? 'written' : 'outdated';
    }
    lost.abort(new AttemptLost());
    return 'lost';
  };

  const writeProgress = async () => {
    dirty = false;
    try {
      const change = advance(conversion, { ...seen, lease: lease() }, parts.now());
      if ((await write(change)) === 'outdated') dirty = true;
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
    async settle(decide, signal) {
      await stop();
      let change = decide(conversion);
      while (!lost.signal.aborted) {
        const patience = { limitMs: SETTLE_PATIENCE_MS, ...(signal === undefined ? {} : { signal }) };
        const fate = await patiently(() => write(change), patience);
        if (fate === 'written') return conversion;
        if (fate === 'outdated') change = decide(conversion);
      }
      return undefined;
    },
    stop,
  };
}

/** Whether this state came of that change: whatever the change sets is so. */
const holds = (stored: Conversion, change: Change): boolean =>
  Object.entries(change).every(
    ([name, value]) => JSON.stringify(stored[name as keyof Conversion]) === JSON.stringify(value),
  );

/** The conversion is no longer this attempt's to write. Not an error of anybody. */
export class AttemptLost extends Error {
  constructor() {
    super('the conversion was cancelled, deleted or taken over');
    this.name = 'AttemptLost';
  }
}
