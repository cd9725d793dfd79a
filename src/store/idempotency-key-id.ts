import { createHash } from 'node:crypto';
import type { IdempotencyKey } from '../domain/idempotency.ts';

/** A key may be any text of any caller; an id of a database may not. */
export const idOfIdempotencyKey = ({ caller, key }: IdempotencyKey): string =>
  createHash('sha256')
    .update(JSON.stringify([caller, key]))
    .digest('hex');
