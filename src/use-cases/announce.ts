import { announced, type Conversion } from '../domain/conversion.ts';
import type { Instant } from '../domain/instant.ts';
import { sizeClassOf } from '../domain/size-class.ts';
import { progressOf } from './change-conversion.ts';
import type { Parts } from './parts.ts';

type AnnounceParts = Pick<Parts, 'store' | 'bus' | 'now' | 'logger'>;

/** By then an idle worker has claimed it, which makes the mark needless; before, the two would be in each other's way. */
const MARK_AFTER_MS = 50;

/**
 * Announces a conversion and marks it: for the sweeper. A worker may claim it before the mark is written; then the mark
 * is not needed.
 * @returns whether the bus has it; if not, the next sweep tries again
 */
export async function announce(parts: AnnounceParts, conversion: Conversion): Promise<boolean> {
  const toldAt = parts.now();
  try {
    await tell(parts, conversion);
    await mark(parts, conversion, toldAt);
    return true;
  } catch (err) {
    parts.logger.warn({ err, conversionId: conversion.id }, 'not announced; the sweeper will try again');
    return false;
  }
}

/**
 * For a conversion that was just inserted: watchers of its tag hear of it first. A failure is logged, not thrown: the
 * conversion is safe in the store and the sweeper announces it later.
 */
export async function announceAccepted(parts: AnnounceParts, conversion: Conversion): Promise<void> {
  const { bus, logger } = parts;
  const conversionId = conversion.id;
  const toldAt = parts.now();
  bus.publishProgress(progressOf(conversion));
  try {
    await tell(parts, conversion);
  } catch (err) {
    logger.warn({ err, conversionId }, 'not announced; the sweeper will');
    return;
  }
  setTimeout(() => {
    mark(parts, conversion, toldAt).catch((err: unknown) =>
      logger.debug({ err, conversionId }, 'announced, and not marked: it will be announced twice'),
    );
  }, MARK_AFTER_MS);
}

const tell = ({ bus }: AnnounceParts, conversion: Conversion): Promise<void> =>
  bus.announceCreated({ id: conversion.id, revision: conversion.revision }, sizeClassOf(conversion));

/** @param toldAt before it was told: a queue may lose it again before the confirm, or this mark, has come */
const mark = ({ store }: AnnounceParts, conversion: Conversion, toldAt: Instant) =>
  store.transition(conversion.id, conversion.revision, announced(conversion, toldAt));
