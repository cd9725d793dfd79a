/**
 * @param header If-None-Match
 * @returns whether it names the tag, compared weakly (RFC 9110 § 13.1.2)
 */
export function matchesAny(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = tag.replace(/^W\//, '');
  return [...header.matchAll(/"[^"]*"/g)].some(([candidate]) => candidate === opaque);
}
