import type { Conversion } from '../domain/conversion.ts';
import { isProblem, Problem } from '../domain/problem.ts';
import type { Parts } from './parts.ts';
import { patiently } from './patiently.ts';

/** Nobody wants to send a gigabyte again because the store restarted. */
const LIMIT_MS = 10_000;

/**
 * Records a new conversion, and waits a little for a store that is away.
 * @param onDoubt called before it rejects where the record may have been made nevertheless: then its file must stay
 */
export async function insertPatiently(
  { store }: Pick<Parts, 'store'>,
  conversion: Conversion,
  onDoubt: () => void,
): Promise<void> {
  let tried = false;
  const insert = async () => {
    // A try that was not answered may have been applied. Nobody else can have this id.
    if (tried && (await store.find(conversion.id)) !== undefined) return;
    tried = true;
    await store.insert(conversion);
  };
  try {
    await patiently(insert, { limitMs: LIMIT_MS });
  } catch (error) {
    if (isProblem(error, 'dependency_unavailable')) onDoubt();
    if (isProblem(error)) throw error;
    throw new Problem('dependency_unavailable', { cause: error, retryAfterSeconds: 5 });
  }
}
