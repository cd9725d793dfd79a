import { BUFFER_BYTES } from './byte-buffer.ts';

/** Memory of chunks that somebody is done with. With new memory for each, tens of megabytes of garbage wait for V8. */
const spares: ArrayBuffer[] = [];
const MOST_SPARES = 8;
const lent = new WeakSet<ArrayBufferLike>();

/** A copy of at most BUFFER_BYTES, in memory that comes back where whoever reads it last gives it back. */
export function lendCopy(bytes: Uint8Array): Uint8Array {
  const memory = spares.pop() ?? new ArrayBuffer(BUFFER_BYTES);
  lent.add(memory);
  const copy = new Uint8Array(memory, 0, bytes.length);
  copy.set(bytes);
  return copy;
}

/** Nobody may read the chunk after it. Chunks from elsewhere stay what they are. */
export function giveBack({ buffer }: Uint8Array): void {
  if (!lent.delete(buffer)) return;
  if (spares.length < MOST_SPARES) spares.push(buffer as ArrayBuffer);
}
