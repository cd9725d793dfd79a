export interface ByteRange {
  /** Both inclusive. */
  start: number;
  end: number;
}

/**
 * One range of bytes (RFC 9110 § 14). Several ranges, another unit and malformed headers are ignored, as a server may.
 * @returns undefined for the whole file
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const suffix = Math.min(Number(last), sizeBytes);
    return suffix === 0 ? 'unsatisfiable' : { start: sizeBytes - suffix, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return undefined; // malformed by definition
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
