/**
 * @param header If-None-Match
 * @returns whether it names the tag, compared weakly (RFC 9110 § 13.1.2)
 */
export function matchesAny(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => opaque(candidate.trim()) === opaque(tag));
}

const opaque = (tag: string): string => tag.replace(/^W\//, '');
