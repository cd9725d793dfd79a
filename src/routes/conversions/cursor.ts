import { createHash } from 'node:crypto';
import { CONVERSION_ID } from '../../domain/conversion-id.ts';
import type { ListFilter } from '../../domain/ports.ts';
import { Problem } from '../../domain/problem.ts';

const CHECK_BYTES = 8;

/**
 * Opaque to clients: the last id that they saw and a check over it and the filters, so that a cursor that was altered
 * or is used with other filters is refused. It is no secret: a cursor grants nothing that the list does not.
 */
export function encodeCursor(lastId: string, filter: ListFilter): string {
  return Buffer.concat([Buffer.from(lastId, 'hex'), check(lastId, filter)]).toString('base64url');
}

/** Rejects with `cursor_invalid`. */
export function decodeCursor(cursor: string, filter: ListFilter): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const lastId = bytes.subarray(0, -CHECK_BYTES).toString('hex');
  if (!CONVERSION_ID.test(lastId) || encodeCursor(lastId, filter) !== cursor)
    throw new Problem('cursor_invalid');
  return lastId;
}

function check(lastId: string, { status, targetFormat, tag }: ListFilter): Buffer {
  const text = JSON.stringify([lastId, status ?? null, targetFormat ?? null, tag ?? null]);
  return createHash('sha256').update(text).digest().subarray(0, CHECK_BYTES);
}
