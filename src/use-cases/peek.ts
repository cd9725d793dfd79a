import { SNIFF_BYTES } from '../domain/sniff.ts';

/** Reads as much as is needed to see the first bytes; `whole` yields everything, those bytes included. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  while (length < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    read.push(next.value);
    length += next.value.length;
  }
  async function* whole() {
    try {
      yield* read;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: joinHead(read), whole: whole() };
}

function joinHead(chunks: readonly Uint8Array[]): Uint8Array {
  const head = new Uint8Array(
    Math.min(
      SNIFF_BYTES,
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    ),
  );
  let offset = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, head.length - offset);
    head.set(part, offset);
    offset += part.length;
  }
  return head;
}
