import type { OpenCascade } from './opencascade-types.ts';

const BLOCK_BYTES = 1 << 20;
const ZEROES = Buffer.alloc(BLOCK_BYTES);

/**
 * Remembers the WebAssembly memory as it is now and returns a function that brings it back: nothing of one
 * conversion (settings, counters, leaks) reaches the next. It also makes outputs the same in a warm and a fresh
 * process, because OCCT writes colours in the order of its hash tables, whose keys are memory addresses.
 *
 * Every bound object that was made after the snapshot is gone when it is restored, and must not be used or deleted.
 */
export function snapshotMemory(oc: OpenCascade): () => void {
  const usedBytes = lastUsedByte(oc.HEAPU8);
  const image = oc.HEAPU8.slice(0, usedBytes);
  const stack = oc.stackSave();
  return () => {
    const heap = oc.HEAPU8;
    heap.fill(0, usedBytes, Math.max(usedBytes, lastUsedByte(heap)));
    heap.set(image);
    oc.stackRestore(stack); // an exception that leaves C++ leaves the stack where it was
  };
}

/** Rounded up to blocks. Untouched pages are never written, so that they stay without memory behind them. */
function lastUsedByte(heap: Uint8Array): number {
  for (let end = heap.length; end > 0; end -= BLOCK_BYTES) {
    const start = Math.max(0, end - BLOCK_BYTES);
    if (!ZEROES.subarray(0, end - start).equals(heap.subarray(start, end))) return end;
  }
  return 0;
}
