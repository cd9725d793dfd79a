import { Problem } from '../../domain/problem.ts';

/** What OCCT's own writers are called in the head of a STEP file. */
export const OCCT_VERSION = '8.0';

export const spoiltNote = (solids: number): string =>
  `OCCT finds ${solids} solids of the result not valid any more.`;

/** What is wrong with a file that was just written is no fault of who sent the source. */
export async function asOutput<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw cause instanceof Problem ? new Problem('output_invalid', { cause }) : cause;
  }
}
