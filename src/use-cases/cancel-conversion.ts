import { type Conversion, cancel } from '../domain/conversion.ts';
import { changeConversion } from './change-conversion.ts';
import type { Parts } from './parts.ts';

/**
 * The compare-and-set decides: from then on the worker's writes match nothing. The message only makes its engine
 * stop sooner. Rejects with `conversion_not_found` or `conversion_already_ended`.
 */
export async function cancelConversion(
  parts: Pick<Parts, 'store' | 'bus' | 'now'> & { keepForMs?: number | undefined },
  id: string,
): Promise<Conversion> {
  const cancelled = await changeConversion(parts, id, (current) =>
    cancel(current, parts.now(), parts.keepForMs),
  );
  parts.bus.publishCancel({ id });
  return cancelled;
}
