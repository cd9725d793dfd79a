import { type Conversion, createConversion } from '../domain/conversion.ts';
import { Problem } from '../domain/problem.ts';
import { originalKey, type Place } from './accept-upload.ts';
import { announceAccepted } from './announce.ts';
import { requireTerminal } from './change-conversion.ts';
import { insertPatiently } from './insert-patiently.ts';
import type { Parts } from './parts.ts';
import { requireRoomInQueue } from './require-room-in-queue.ts';

export type RetryParts = Pick<Parts, 'store' | 'bus' | 'storage' | 'availability' | 'now' | 'logger'> & {
  nextId(): string;
  maxAttempts: number;
  maxQueueLength: number;
};

/**
 * A new conversion from the stored original of one that has ended. The original is copied, so that each conversion
 * owns its files and either may be deleted or expire alone.
 * Rejects with `conversion_not_found`, `conversion_not_ended`, `queue_full`, `file_expired` or `dependency_unavailable`,
 * and with IdTaken where another try of the same place was faster.
 */
export async function retryConversion(
  parts: RetryParts,
  id: string,
  place: Place = { id: parts.nextId(), tries: 1 },
): Promise<Conversion> {
  parts.availability.requireAll();
  const ended = await parts.store.find(id);
  if (ended === undefined) throw new Problem('conversion_not_found');
  requireTerminal(ended);
  await requireRoomInQueue(parts.store, parts.maxQueueLength);
  const original =
    ended.filesRemovedAt === undefined ? await parts.storage.read(ended.original.key) : undefined;
  if (original === undefined) throw new Problem('file_expired');
  const storedName = ended.original.key.slice(ended.original.key.lastIndexOf('/') + 1);
  const stored = await parts.storage.write(originalKey(place, storedName), original.stream);
  const conversion = createConversion({
    id: place.id,
    now: parts.now(),
    sourceFormat: ended.sourceFormat,
    targetFormat: ended.targetFormat,
    options: ended.options,
    original: { ...stored, fileName: ended.original.fileName },
    maxAttempts: parts.maxAttempts,
    retryOf: ended.id,
    ...(ended.tag === undefined ? {} : { tag: ended.tag }),
    ...(ended.withPreview === undefined ? {} : { withPreview: ended.withPreview }),
  });
  let mayBeRecorded = false;
  const onDoubt = () => {
    mayBeRecorded = true;
  };
  await insertPatiently(parts, conversion, onDoubt).catch(async (error: unknown) => {
    if (!mayBeRecorded) await parts.storage.remove(stored.key);
    throw error;
  });
  await announceAccepted(parts, conversion);
  return conversion;
}
