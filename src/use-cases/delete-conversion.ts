import { isTerminal } from '../domain/conversion.ts';
import { isProblem, Problem } from '../domain/problem.ts';
import { cancelConversion } from './cancel-conversion.ts';
import type { Parts } from './parts.ts';

/**
 * Cancels what is running, then removes the record and then the files: a crash in between leaves files without a
 * record, which the sweep removes. Rejects with `conversion_not_found`.
 */
export async function deleteConversion(
  parts: Pick<Parts, 'store' | 'bus' | 'storage' | 'now'>,
  id: string,
): Promise<void> {
  const conversion = await parts.store.find(id);
  if (conversion === undefined) throw new Problem('conversion_not_found');
  if (!isTerminal(conversion.status)) {
    await cancelConversion(parts, id).catch((error: unknown) => {
      if (!isProblem(error, 'conversion_already_ended')) throw error;
    });
  }
  await parts.store.remove(id);
  await parts.storage.removeAll(id);
}
