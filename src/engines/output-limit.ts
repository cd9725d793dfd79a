import { writeFile } from 'node:fs/promises';
import type { EngineLimits } from '../domain/engine-limits.ts';
import { Problem } from '../domain/problem.ts';

export type OutputLimit = Pick<EngineLimits, 'maxOutputBytes'>;

/** Throws `output_limit_exceeded`, before anything is written beyond the limit. */
export function refuseMuchOutput(bytes: number, limits: OutputLimit): void {
  if (bytes > limits.maxOutputBytes) throw tooMuchOutput(limits);
}

export const tooMuchOutput = ({ maxOutputBytes }: OutputLimit): Problem =>
  new Problem('output_limit_exceeded', {
    detail:
      `The converted file would have more than ${maxOutputBytes} bytes. Simplify the model, choose a denser format or ` +
      'encoding, or raise MAX_OUTPUT_BYTES on this server.',
  });

/** Writes a file that is in memory. Throws `output_limit_exceeded`. */
export async function writeOutput(path: string, bytes: Uint8Array, limits: OutputLimit): Promise<void> {
  refuseMuchOutput(bytes.length, limits);
  await writeFile(path, bytes);
}
