import { announced, type Conversion } from '../domain/conversion.ts';
import { progressOf } from './change-conversion.ts';
import type { Parts } from './parts.ts';

/**
 * Announces a conversion and marks it. A failure is logged, not thrown: the conversion is safe in the store and the
 * sweeper announces it later. A worker may claim it before the mark is written; then the mark is not needed.
 * @returns whether the bus has it
 */
export async function announce(
  parts: Pick<Parts, 'store' | 'bus' | 'now' | 'logger'>,
  conversion: Conversion,
): Promise<boolean> {
  try {
    await parts.bus.announceCreated({ id: conversion.id, revision: conversion.revision });
    await parts.store.transition(conversion.id, conversion.revision, announced(conversion, parts.now()));
    return true;
  } catch (err) {
    parts.logger.warn({ err, conversionId: conversion.id }, 'not announced; the sweeper will try again');
    return false;
  }
}

/** For a conversion that was just inserted: watchers of its tag hear of it first. */
export async function announceAccepted(
  parts: Pick<Parts, 'store' | 'bus' | 'now' | 'logger'>,
  conversion: Conversion,
): Promise<void> {
  parts.bus.publishProgress(progressOf(conversion));
  await announce(parts, conversion);
}
