import { announced, type Conversion } from '../domain/conversion.ts';
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
  try {
    await tell(parts, conversion);
    await mark(parts, conversion);
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
  bus.publishProgress(progressOf(conversion));
  try {
    await tell(parts, conversion);
  } catch (err) {
    logger.warn({ err, conversionId }, 'not announced; the sweeper will');
    return;
  }
  setTimeout(() => {
    mark(parts, conversion).catch((err: unknown) =>
      logger.debug({ err, conversionId }, 'announced, and not marked: it will be announced twice'),
    );
  }, MARK_AFTER_MS);
}

const tell = ({ bus }: AnnounceParts, conversion: Conversion): Promise<void> =>
  bus.announceCreated({ id: conversion.id, revision: conversion.revision }, sizeClassOf(conversion));

const mark = ({ store, now }: AnnounceParts, conversion: Conversion) =>
  store.transition(conversion.id, conversion.revision, announced(conversion, now()));
