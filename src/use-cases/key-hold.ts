import {
  finishKey,
  type IdempotencyKey,
  type KeyChange,
  type KeyEntry,
  type KeyOutcome,
  releaseKey,
  renewTry,
} from '../domain/idempotency.ts';
import type { Clock } from '../domain/instant.ts';
import type { IdempotencyKeys } from '../domain/ports.ts';
import type { Logger } from './parts.ts';
import { patiently } from './patiently.ts';

/** As long as the insert that follows waits for a store that is away. */
const CONFIRM_LIMIT_MS = 20_000;

export interface KeyHoldParts {
  idempotencyKeys: IdempotencyKeys;
  now: Clock;
  logger: Logger;
  /** A try that is silent for this long has lost its key. */
  keyLeaseMs: number;
}

/** A key that one try holds, and renews in the background until it ends. */
export interface KeyHold {
  /** Renews now. False where another try has taken over; rejects where the store stays away. */
  confirm(): Promise<boolean>;
  /** Ends the hold with what the key answers from now on. A failure is logged: the reserved id tells the next request. */
  finish(outcome: KeyOutcome): Promise<void>;
  /** Ends the hold; the next request may try. A failure is logged: the lease ends by itself. May follow `finish`. */
  release(): Promise<void>;
}

/** @param claimed as it was stored when this try began */
export function holdKey(parts: KeyHoldParts, key: IdempotencyKey, claimed: KeyEntry): KeyHold {
  const { idempotencyKeys, logger, keyLeaseMs } = parts;
  const log = { conversionId: claimed.conversionId, tries: claimed.tries };
  let over = false;

  const isMine = (entry: KeyEntry | undefined): entry is KeyEntry =>
    entry?.conversionId === claimed.conversionId &&
    entry.tries === claimed.tries &&
    entry.heldUntil > 0 && // or a renewal under way would hold again what was ended
    entry.outcome === undefined;

  const changeMine = async (change: (entry: KeyEntry) => KeyChange): Promise<boolean> => {
    for (;;) {
      const entry = await idempotencyKeys.find(key);
      if (!isMine(entry)) return false;
      if ((await idempotencyKeys.put(key, entry.revision, change(entry))) !== undefined) return true;
    }
  };

  const renew = () => changeMine((entry) => renewTry(entry, { now: parts.now(), leaseMs: keyLeaseMs }));

  const timer = setInterval(() => {
    renew().catch((err: unknown) => logger.warn({ err, ...log }, 'an idempotency key was not renewed'));
  }, keyLeaseMs / 3);
  timer.unref();

  const end = async (change: (entry: KeyEntry) => KeyChange): Promise<void> => {
    if (over) return;
    over = true;
    clearInterval(timer);
    await changeMine(change).catch((err: unknown) =>
      logger.warn({ err, ...log }, 'the end of an idempotency key was not stored'),
    );
  };

  return {
    confirm: () => patiently(renew, { limitMs: CONFIRM_LIMIT_MS }),
    finish: (outcome) => end((entry) => finishKey(entry, outcome, parts.now())),
    release: () => end((entry) => releaseKey(entry, parts.now())),
  };
}
