import { readFile, stat } from 'node:fs/promises';
import { Problem } from '../../domain/problem.ts';

/** Half of what Node reads in one piece and a quarter of what WebAssembly can address; OCCT needs many times as much. */
const MAX_SIZE_BYTES = 1 << 30;

/** The whole file. Throws `input_limit_exceeded` where it is larger than an engine can take. */
export async function readSource(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > MAX_SIZE_BYTES) {
    throw new Problem('input_limit_exceeded', {
      detail: `CAD files are converted up to 1 GiB; this one has ${(size / MAX_SIZE_BYTES).toFixed(1)} GiB. Split the model.`,
    });
  }
  return readFile(path);
}
