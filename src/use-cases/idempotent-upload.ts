import type { Conversion } from '../domain/conversion.ts';
import { contentOf, type IdempotencyKey } from '../domain/idempotency.ts';
import { Problem } from '../domain/problem.ts';
import type { AcceptUpload, Upload } from './accept-upload.ts';
import {
  type ClaimedKey,
  type ClaimKeyParts,
  type FinishedKey,
  keyInFlight,
  lookUpKey,
  outcomeOf,
} from './claim-key.ts';
import { type CompareParts, compareUpload } from './compare-upload.ts';
import { IdTaken } from './insert-patiently.ts';
import type { Parts } from './parts.ts';

/** What is known of a request before its body. */
export interface KeyedRequest {
  key: IdempotencyKey;
  contentLength?: number;
  /** The client waits to be told before it sends the body. */
  awaitsContinue: boolean;
}

export interface Accepted {
  id: string;
  /** The conversion was made by an earlier request with the same key. */
  replayed: boolean;
}

export interface IdempotentUploads {
  /**
   * The answer, where it is certain before the body, or the upload that reads the body. Rejects before the body with
   * `idempotency_key_in_flight`, with `idempotency_key_reused`, or as a plain upload does.
   */
  begin(request: KeyedRequest): Promise<{ answer: Accepted } | { upload: Upload<Accepted> }>;
}

/** Uploads that happen once for each key, however often they are sent. docs/decisions/17-idempotency.md says how. */
export function createIdempotentUploads(
  parts: ClaimKeyParts & CompareParts & Pick<Parts, 'availability'> & { acceptUpload: AcceptUpload },
): IdempotentUploads {
  return {
    async begin(request) {
      const { key, contentLength } = request;
      parts.availability.requireAll(); // even to look would take long
      const state = await lookUpKey(parts, key);
      if ('finished' in state) return replay(parts, state.finished, request);
      let claimed: ClaimedKey | undefined;
      const upload = await parts.acceptUpload.beginUpload(async () => {
        claimed = await state.claim(contentLength);
        return claimed;
      });
      return { upload: keyedUpload(parts, upload, claimed!.hold, contentLength) };
    },
  };
}

function replay(
  parts: CompareParts,
  finished: FinishedKey,
  { contentLength, awaitsContinue }: KeyedRequest,
): { answer: Accepted } | { upload: Upload<Accepted> } {
  const { conversionId, outcome } = finished;
  const answer = { id: conversionId, replayed: true };
  if (contentLength !== undefined) {
    if (contentLength < outcome.sizeBytes) throw new Problem('idempotency_key_reused'); // it cannot hold that file
    if (awaitsContinue && contentLength === outcome.contentLength) return { answer };
  }
  const comparison = compareUpload(parts, finished);
  const finish = async () => {
    await comparison.finish();
    return answer;
  };
  return { upload: { ...comparison, finish } };
}

function keyedUpload(
  parts: ClaimKeyParts,
  upload: Upload,
  hold: ClaimedKey['hold'],
  contentLength: number | undefined,
): Upload<Accepted> {
  return {
    ...upload,

    async finish() {
      if (!(await hold.confirm())) throw keyInFlight(parts);
      const { conversion, mine } = await makeOrFind(upload);
      await hold.finish(outcomeOf(conversion, mine ? contentLength : undefined));
      return { id: conversion.id, replayed: !mine };
    },

    async discard() {
      try {
        await upload.discard();
      } finally {
        await hold.release();
      }
    },
  };
}

/** Two tries that both believed that they held the key: the store took the id once, and the slower one compares. */
async function makeOrFind(upload: Upload): Promise<{ conversion: Conversion; mine: boolean }> {
  try {
    return { conversion: await upload.finish(), mine: true };
  } catch (error) {
    if (!(error instanceof IdTaken)) throw error;
    if (contentOf(error.refused) !== contentOf(error.stored))
      throw new Problem('idempotency_key_reused', { cause: error });
    await upload.discard().catch(() => {}); // then the sweep removes the file
    return { conversion: error.stored, mine: false };
  }
}
