import { contentOf, type IdempotencyKey, retryContent } from '../domain/idempotency.ts';
import { Problem } from '../domain/problem.ts';
import { type ClaimKeyParts, lookUpKey, outcomeOf } from './claim-key.ts';
import type { Accepted } from './idempotent-upload.ts';
import { IdTaken } from './insert-patiently.ts';
import { type RetryParts, retryConversion } from './retry-conversion.ts';

/**
 * A retry that happens once for its key, however often it is sent. Rejects as `retryConversion` does, and with
 * `idempotency_key_in_flight` or `idempotency_key_reused`.
 */
export async function retryOnce(
  parts: RetryParts & ClaimKeyParts,
  key: IdempotencyKey,
  id: string,
): Promise<Accepted> {
  parts.availability.requireAll();
  const state = await lookUpKey(parts, key);
  if ('finished' in state) {
    const { conversionId, outcome } = state.finished;
    if (outcome.content !== retryContent(id)) throw new Problem('idempotency_key_reused');
    return { id: conversionId, replayed: true };
  }
  const { hold, ...place } = await state.claim();
  try {
    const conversion = await retryConversion(parts, id, place);
    await hold.finish(outcomeOf(conversion));
    return { id: conversion.id, replayed: false };
  } catch (error) {
    await hold.release();
    if (!(error instanceof IdTaken)) throw error;
    if (contentOf(error.stored) !== retryContent(id))
      throw new Problem('idempotency_key_reused', { cause: error });
    return { id: error.stored.id, replayed: true }; // the try that was taken over, or took over, was faster
  }
}
