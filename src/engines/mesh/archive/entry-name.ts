import { validateFileName } from 'yauzl';

/** Longer names are an attack on the memory rather than names. */
const LONGEST_NAME = 1024;

/**
 * The name of an entry with single forward slashes and without `.` segments; undefined where it would leave the folder
 * that the archive is unpacked into: absolute, with a drive letter, with `..`, or with a null character.
 */
export function safeName(name: string): string | undefined {
  const slashed = name.replaceAll('\\', '/');
  if (slashed.length > LONGEST_NAME || slashed.includes('\0')) return undefined;
  if (validateFileName(slashed) !== null) return undefined;
  return slashed.split('/').filter(isStep).join('/');
}

/**
 * The name in the archive that a reference means which stands in the file `base`; undefined where it leaves the
 * archive. A reference that begins with a slash counts from the root of the archive, as in OPC.
 * @param reference with either slash; a scheme or a drive letter leads out of the archive
 */
export function resolveName(base: string, reference: string): string | undefined {
  const slashed = reference.replaceAll('\\', '/');
  if (slashed.includes('\0') || /^[a-z][a-z\d+.-]*:/i.test(slashed) || slashed.startsWith('//'))
    return undefined;
  const segments = slashed.startsWith('/') ? [] : base.split('/').slice(0, -1);
  for (const segment of slashed.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) return undefined;
    } else if (isStep(segment)) segments.push(segment);
  }
  return segments.join('/');
}

/** The reference without its percent-encoding; itself where that is wrong, as a name may hold a plain `%`. */
export function percentDecoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** As it may be shown in a sentence. */
export const shownName = (name: string): string =>
  `"${name.replace(/[^\p{L}\p{N} ._:/-]/gu, '?').slice(-60)}"`;

const isStep = (segment: string): boolean => segment !== '' && segment !== '.';
