import { type Conversion, createConversion } from '../domain/conversion.ts';
import { announceAccepted } from './announce.ts';
import { insertPatiently } from './insert-patiently.ts';
import type { Parts } from './parts.ts';
import { createQueueGauge, type QueueGauge } from './require-room-in-queue.ts';
import { createUploadForm, type UploadForm } from './upload-form.ts';

export interface UploadLimits {
  maxUploadBytes: number;
  /** Pending conversions; more are refused with `queue_full`. */
  maxQueueLength: number;
  maxAttempts: number;
}

/** One upload whose parts arrive in any order. Every method rejects with a Problem; then call `discard`. */
export interface Upload<Result = Conversion> extends UploadForm {
  /** The id of the conversion that `finish` will make. */
  readonly id: string;
  /** Durable and announced when it resolves. */
  finish(): Promise<Result>;
  /** Removes what was stored, where no record can speak of it. */
  discard(): Promise<void>;
}

/** What an upload will become. */
export interface Place {
  id: string;
  /** Above 1 where earlier tries may be storing a file for the same id. */
  tries: number;
}

export const originalKey = ({ id, tries }: Place, storedName: string): string =>
  `/original/${id}/${tries > 1 ? `${tries}/` : ''}${storedName}`;

export type AcceptUploadParts = Parts & { nextId(): string; limits: UploadLimits };

export interface AcceptUpload {
  /**
   * Rejects with `queue_full` or `dependency_unavailable` before a byte is read.
   * @param reserve asked for a place once there is room
   */
  beginUpload(reserve?: () => Promise<Place>): Promise<Upload>;
}

export function createAcceptUpload(parts: AcceptUploadParts): AcceptUpload {
  const queue = createQueueGauge(parts.store, parts.limits.maxQueueLength);
  return {
    async beginUpload(reserve = async () => ({ id: parts.nextId(), tries: 1 })) {
      parts.availability.requireAll();
      await queue.requireRoom();
      return createUpload(parts, queue, await reserve());
    },
  };
}

/** `finish` rejects with IdTaken where another try of the same place was faster. */
function createUpload(parts: AcceptUploadParts, queue: QueueGauge, place: Place): Upload {
  const { id } = place;
  /** Of a file that no record can speak of. */
  let unrecordedKey: string | undefined;
  const isRecorded = () => {
    unrecordedKey = undefined;
  };

  const form = createUploadForm(parts.engine, async (name, bytes, signal) => {
    const stored = await parts.storage.write(originalKey(place, name.stored), bytes, {
      maxBytes: parts.limits.maxUploadBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    unrecordedKey = stored.key;
    return stored;
  });

  return {
    id,
    file: form.file,
    field: form.field,

    async finish() {
      const { maxAttempts } = parts.limits;
      const conversion = createConversion({ ...form.request(), id, now: parts.now(), maxAttempts });
      await insertPatiently(parts, conversion, isRecorded); // in doubt the sweep decides, by the record
      isRecorded();
      queue.added();
      await announceAccepted(parts, conversion);
      return conversion;
    },

    async discard() {
      if (unrecordedKey !== undefined) await parts.storage.remove(unrecordedKey);
      unrecordedKey = undefined;
    },
  };
}
