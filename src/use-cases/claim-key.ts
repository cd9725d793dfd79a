import type { Conversion } from '../domain/conversion.ts';
import {
  beginTry,
  contentOf,
  finishKey,
  type IdempotencyKey,
  isHeld,
  isOver,
  type KeyEntry,
  type KeyOutcome,
} from '../domain/idempotency.ts';
import type { ConversionStore } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { holdKey, type KeyHold, type KeyHoldParts } from './key-hold.ts';

const LONGEST_RETRY_AFTER_SECONDS = 5;

export interface ClaimKeyParts extends KeyHoldParts {
  store: Pick<ConversionStore, 'find'>;
  nextId(): string;
}

/** A try of this key ended with a conversion, which may have been deleted since. */
export interface FinishedKey {
  conversionId: string;
  outcome: KeyOutcome;
}

/** What a request with a key is to do. */
export type KeyState =
  | { finished: FinishedKey }
  /** Nobody has it. Rejects with `idempotency_key_in_flight` where another request claims it first. */
  | { claim(contentLength?: number): Promise<ClaimedKey> };

export interface ClaimedKey {
  id: string;
  tries: number;
  hold: KeyHold;
}

/** Rejects with `idempotency_key_in_flight` where another request with this key is under way. Writes no claim yet. */
export async function lookUpKey(parts: ClaimKeyParts, key: IdempotencyKey): Promise<KeyState> {
  const stored = await parts.idempotencyKeys.find(key);
  const entry = stored !== undefined && isOver(stored, parts.now()) ? undefined : stored;
  if (entry !== undefined) {
    const outcome = entry.outcome ?? (await recognise(parts, key, entry));
    if (outcome !== undefined) return { finished: { conversionId: entry.conversionId, outcome } };
    if (isHeld(entry, parts.now())) throw keyInFlight(parts, entry);
  }
  return {
    async claim(contentLength) {
      const terms = { now: parts.now(), leaseMs: parts.keyLeaseMs };
      const change = beginTry(stored, terms, parts.nextId, contentLength);
      const claimed = await parts.idempotencyKeys.put(key, stored?.revision ?? 0, change);
      if (claimed === undefined) throw keyInFlight(parts);
      return { id: claimed.conversionId, tries: claimed.tries, hold: holdKey(parts, key, claimed) };
    },
  };
}

/**
 * A try that died, or has not come further yet, between the insert and the end of its key did succeed: there is a
 * conversion with the reserved id.
 */
async function recognise(
  parts: ClaimKeyParts,
  key: IdempotencyKey,
  entry: KeyEntry,
): Promise<KeyOutcome | undefined> {
  const conversion = await parts.store.find(entry.conversionId);
  if (conversion === undefined) return undefined;
  // Of several tries nobody knows any more which one made it, nor the length of its request.
  const outcome = outcomeOf(conversion, entry.tries === 1 ? entry.contentLength : undefined);
  await parts.idempotencyKeys.put(key, entry.revision, finishKey(entry, outcome, parts.now()));
  return outcome;
}

/** @param contentLength of the request that asked for it, where it is known */
export const outcomeOf = (conversion: Conversion, contentLength?: number): KeyOutcome => ({
  content: contentOf(conversion),
  sizeBytes: conversion.retryOf === undefined ? conversion.original.sizeBytes : 0,
  ...(contentLength === undefined ? {} : { contentLength }),
});

export function keyInFlight(parts: Pick<ClaimKeyParts, 'now'>, entry?: KeyEntry): Problem {
  const heldForSeconds = entry === undefined ? 1 : Math.ceil((entry.heldUntil - parts.now()) / 1000);
  return new Problem('idempotency_key_in_flight', {
    retryAfterSeconds: Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.max(1, heldForSeconds)),
  });
}
