import { type Conversion, fail, fileKeysOf, filesExpired, tryAgain } from '../domain/conversion.ts';
import { idTime } from '../domain/conversion-id.ts';
import type { Instant } from '../domain/instant.ts';
import type { FileStorage, StaleQuestion } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { type RetryPolicy, retryDelayMs } from '../domain/retry-policy.ts';
import { announce } from './announce.ts';
import { progressOf } from './change-conversion.ts';
import type { Parts } from './parts.ts';

export interface SweepParts extends Pick<Parts, 'store' | 'bus' | 'now' | 'logger'> {
  storage: FileStorage;
  retry: RetryPolicy;
  random(): number;
  keepForMs: number | undefined;
  /** A pending conversion whose announcement is older than this is announced again: the message may be lost. */
  reannounceAfterMs: number;
}

const BATCH = 100;

/**
 * Finds what nobody is looking after. Every step is a compare-and-set and safe to repeat, so any number of processes
 * may sweep at once.
 * @param leasesUntil leases that end before this moment are lost: now, or Infinity where no worker can be alive
 */
export async function sweepConversions(parts: SweepParts, leasesUntil: Instant = parts.now()): Promise<void> {
  const now = parts.now();
  const announcedBefore = Math.max(parts.bus.remembersSince, now - parts.reannounceAfterMs);
  await forEachStale(parts, { kind: 'lease_lost', until: leasesUntil }, (found) => giveUpLease(parts, found));
  await forEachStale(parts, { kind: 'unannounced', now, announcedBefore }, (found) => announce(parts, found));
  await forEachStale(parts, { kind: 'expired', at: now }, (found) => expireFiles(parts, found));
}

/** `mend` says whether it changed the conversion; a batch that nothing could be done about ends the sweep. */
async function forEachStale(
  { store }: SweepParts,
  question: StaleQuestion,
  mend: (found: Conversion) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const batch = await store.findStale(question, BATCH);
    let mended = 0;
    for (const conversion of batch) mended += (await mend(conversion)) ? 1 : 0;
    if (batch.length < BATCH || mended === 0) return;
  }
}

async function giveUpLease(parts: SweepParts, conversion: Conversion): Promise<boolean> {
  const now = parts.now();
  const lost = new Problem('worker_lost');
  const { code, detail, retryable } = lost;
  const failure = { code, detail, retryable, stage: conversion.stage };
  const delayMs = retryDelayMs(conversion, code, parts.retry, parts.random);
  const change =
    delayMs === undefined
      ? fail(conversion, failure, now, parts.keepForMs)
      : tryAgain(conversion, failure, now, now);
  const changed = await parts.store.transition(conversion.id, conversion.revision, change);
  if (changed === undefined) return false;
  parts.bus.publishProgress(progressOf(changed));
  parts.logger.warn({ conversionId: conversion.id, lease: conversion.lease }, 'its worker was lost');
  if (changed.status === 'failed') await deadLetter(parts, changed, lost);
  return true;
}

/** A failure is logged, not thrown: the store says what failed, and a letter is for convenience. */
async function deadLetter({ bus, logger }: SweepParts, { id, revision }: Conversion, reason: Problem) {
  try {
    await bus.deadLetter({ id, revision }, reason);
  } catch (err) {
    logger.error({ err, conversionId: id }, 'failed, but not among the dead letters');
  }
}

async function expireFiles(parts: SweepParts, conversion: Conversion): Promise<boolean> {
  await parts.storage.removeAll(conversion.id);
  const change = filesExpired(conversion, parts.now());
  return (await parts.store.transition(conversion.id, conversion.revision, change)) !== undefined;
}

/**
 * Removes files that no record speaks of: of uploads and attempts that ended between file and record.
 * @param before younger files are left alone: their record may be about to be written
 */
export async function sweepFiles(
  parts: Pick<SweepParts, 'store' | 'storage' | 'logger'>,
  before: Instant,
): Promise<void> {
  const leftovers = await parts.storage.removeLeftovers(before);
  let orphans = 0;
  for await (const { key, conversionId, modifiedAt } of parts.storage.list()) {
    if (modifiedAt >= before || idTime(conversionId) >= before) continue;
    const conversion = await parts.store.find(conversionId);
    if (conversion !== undefined && belongsTo(conversion, key)) continue;
    await parts.storage.remove(key);
    orphans += 1;
  }
  if (leftovers + orphans > 0)
    parts.logger.info({ leftovers, orphans }, 'removed files that nothing refers to');
}

/** A running attempt may have stored its files just before it settles. */
const belongsTo = (conversion: Conversion, key: string): boolean =>
  conversion.status === 'in_progress' || fileKeysOf(conversion).includes(key);
