import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { giveBack } from '../io/lent-chunks.ts';

const deflate = promisify(deflateRaw) as (
  chunk: Uint8Array,
  options: { level: number; finishFlush: number },
) => Promise<Uint8Array>;

async function packed(chunk: Uint8Array, level: number): Promise<Uint8Array> {
  const bytes = await deflate(chunk, { level, finishFlush: constants.Z_SYNC_FLUSH });
  giveBack(chunk);
  return bytes;
}

/** Those of libuv: more would only wait. */
const AT_ONCE = 4;
/** An empty last block with fixed codes (RFC 1951, 3.2.3): each chunk ends on a whole byte, but is not the last. */
const LAST_BLOCK = Uint8Array.of(3, 0);

/**
 * One deflate stream of chunks that are packed on several threads, each without a look at the one before it, as pigz
 * does. The same chunks give the same bytes.
 * @param chunks not changed by anybody once they are yielded; big ones pack better
 */
export async function* deflateChunks(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  level: number,
): AsyncGenerator<Uint8Array> {
  const waiting: Promise<Uint8Array>[] = [];
  try {
    for await (const chunk of chunks) {
      waiting.push(packed(chunk, level));
      if (waiting.length >= AT_ONCE) yield await waiting.shift()!;
    }
    while (waiting.length > 0) yield await waiting.shift()!;
    yield LAST_BLOCK;
  } finally {
    await Promise.allSettled(waiting);
  }
}
