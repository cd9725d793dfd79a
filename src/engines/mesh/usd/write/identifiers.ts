const LONGEST = 100;
const LONGEST_DISPLAY_NAME = 1000;

/** Makes the names of the prims below one parent: valid identifiers in ASCII, which every version of USD takes, and unique. */
export class Identifiers {
  private readonly taken = new Set<string>();

  /** @param fallback an identifier, for names without a letter or digit */
  make(name: string | undefined, fallback: string): string {
    const ascii = (name ?? '').normalize('NFKD').replace(/\p{M}/gu, '').slice(0, LONGEST);
    const cleaned = ascii.replace(/[^A-Za-z0-9_]+/g, '_');
    const isSaying = /[A-Za-z0-9]/.test(cleaned);
    const stem = !isSaying ? fallback : /^[0-9]/.test(cleaned) ? `_${cleaned}` : cleaned;
    let identifier = stem;
    for (let next = 1; this.taken.has(identifier); next += 1) identifier = `${stem}_${next}`;
    this.taken.add(identifier);
    return identifier;
  }
}

/** The metadata that keeps a name which is no identifier; undefined where the identifier says it all. */
export function displayNameOf(name: string | undefined, identifier: string): string | undefined {
  // The text format cannot hold NUL, and what is cut off of a name is better than a file that nothing reads.
  const shown = (name ?? '')
    .replaceAll('\0', '')
    .slice(0, LONGEST_DISPLAY_NAME)
    .replace(/\p{Cs}/gu, '\ufffd');
  return shown === '' || shown === identifier ? undefined : shown;
}
