import type { OnFraction } from '../read-result.ts';

/** Passes chunks on and tells with each how much of all the bytes there have been. */
export async function* tellingChunks(
  chunks: AsyncIterable<Uint8Array>,
  totalBytes: number,
  onFraction: OnFraction | undefined,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of chunks) {
    done += chunk.length;
    onFraction?.(done / totalBytes);
    yield chunk;
  }
}
