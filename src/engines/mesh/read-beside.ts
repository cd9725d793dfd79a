import type { Siblings } from './mesh-source.ts';

/**
 * A file that a model names. Exporters write the path on their own machine; the archive has the file under its last
 * part at least.
 */
export async function readBeside(
  reference: string | undefined,
  siblings: Siblings | undefined,
): Promise<Uint8Array | undefined> {
  if (reference === undefined || siblings === undefined) return undefined;
  const last = reference.split(/[\\/]/).at(-1)!;
  return (await siblings.read(reference)) ?? (last === reference ? undefined : await siblings.read(last));
}
