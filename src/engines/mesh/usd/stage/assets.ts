import { posix } from 'node:path';
import type { Siblings } from '../../mesh-source.ts';

/**
 * Where a reference leads, from the root of the package, or from the model where it came with other files.
 * @param from the layer that it stands in
 * @returns undefined for addresses and for paths that begin at the root of a disk
 */
export function locate(from: string, reference: string): string | undefined {
  const slashed = reference.replaceAll('\\', '/');
  if (slashed === '' || /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)/.test(slashed)) return undefined;
  return posix.normalize(posix.join(posix.dirname(from), slashed));
}

/** The files that a layer may refer to; nothing outside of them is opened. */
export type Assets = Siblings;

export const noAssets: Assets = { read: async () => undefined };
