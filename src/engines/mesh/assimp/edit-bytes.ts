/** Bytes of a file, from `start` to before `end`. */
export interface Span {
  start: number;
  end: number;
}

/** What takes the place of some bytes; of none where something is put in. */
export interface Edit {
  at: Span;
  text: Buffer;
}

/** The same bytes where there is nothing to do. No two edits may overlap. */
export function editBytes(bytes: Buffer, edits: readonly Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  const pieces: Buffer[] = [];
  let done = 0;
  for (const { at, text } of edits.toSorted((a, b) => a.at.start - b.at.start)) {
    pieces.push(bytes.subarray(done, at.start), text);
    done = at.end;
  }
  return Buffer.concat([...pieces, bytes.subarray(done)]);
}
