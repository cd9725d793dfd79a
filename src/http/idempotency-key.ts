import type { IncomingHttpHeaders } from 'node:http';
import type { IdempotencyKey } from '../domain/idempotency.ts';
import { Problem } from '../domain/problem.ts';

/** There is no authentication yet: everybody is one caller. */
const CALLER = 'anyone';

/** Visible ASCII; two headers of this name arrive as one with a blank in it. */
export const KEY_PATTERN = '^[!-~]{1,255}$';
const KEY = new RegExp(KEY_PATTERN);

/** Undefined where none was sent. @throws Problem `idempotency_key_invalid` */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): IdempotencyKey | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) throw new Problem('idempotency_key_invalid');
  return { caller: CALLER, key };
}
