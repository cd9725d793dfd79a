import type { Conversion } from '../domain/conversion.ts';
import { isProblem, Problem } from '../domain/problem.ts';
import type { Parts } from './parts.ts';
import { patiently } from './patiently.ts';

/** Nobody wants to send a gigabyte again because the store restarted. */
const LIMIT_MS = 20_000;

/**
 * Records a new conversion, and waits a little for a store that is away. Rejects with IdTaken, or with a Problem.
 * @param onDoubt called before it rejects where the record may have been made nevertheless: then its file must stay
 */
export async function insertPatiently(
  { store }: Pick<Parts, 'store'>,
  conversion: Conversion,
  onDoubt: () => void,
): Promise<void> {
  /** A try that was not answered may have been applied. */
  const isRecorded = async (): Promise<boolean> => {
    const stored = await store.find(conversion.id);
    if (stored === undefined) return false;
    if (stored.original.key === conversion.original.key) return true; // no two uploads have one key
    throw new IdTaken(conversion, stored);
  };
  let tried = false;
  const insert = async () => {
    if (tried && (await isRecorded())) return;
    tried = true;
    try {
      await store.insert(conversion);
    } catch (error) {
      if (isProblem(error) || !(await isRecorded())) throw error;
    }
  };
  try {
    await patiently(insert, { limitMs: LIMIT_MS });
  } catch (error) {
    if (isProblem(error, 'dependency_unavailable')) onDoubt();
    if (isProblem(error) || error instanceof IdTaken) throw error;
    throw new Problem('dependency_unavailable', { cause: error, retryAfterSeconds: 5 });
  }
}

/** The id was reserved for several tries of one request, and another of them was faster. */
export class IdTaken extends Error {
  readonly refused: Conversion;
  readonly stored: Conversion;

  constructor(refused: Conversion, stored: Conversion) {
    super(`the id ${refused.id} is taken`);
    this.name = 'IdTaken';
    this.refused = refused;
    this.stored = stored;
  }
}
