/** @returns the seconds of `Prefer: wait=N` (RFC 7240), at most `most`; undefined where it is not asked for */
export function preferredWait(header: string | string[] | undefined, most: number): number | undefined {
  const preferences = [header ?? []].flat().join(',').split(/[,;]/);
  for (const preference of preferences) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference);
    if (match !== null) return Math.min(Number(match[1]), most);
  }
  return undefined;
}
