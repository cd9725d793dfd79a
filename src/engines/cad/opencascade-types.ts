/**
 * The little of opencascade.js that has a type of its own here. The package declares 8 MB of types, which would cost
 * every compilation seconds; its classes are reached through the index signature instead.
 */
export interface OpenCascade {
  readonly FS: MemoryFiles;
  /** All of the WebAssembly memory. A new array whenever the memory has grown: never keep it. */
  readonly HEAPU8: Uint8Array;
  stackSave(): number;
  stackRestore(address: number): void;
  // biome-ignore lint/suspicious/noExplicitAny: bound C++ classes; see the comment above
  readonly [className: string]: any;
}

/** An instance of a bound C++ class; `delete()` frees it. */
// biome-ignore lint/suspicious/noExplicitAny: bound C++ classes; see the comment above
export type Bound = any;

type ReadOperation = (
  stream: unknown,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position?: number,
) => number;

export interface MemoryFileNode {
  /** Shared by all files unless it is replaced on one node. */
  stream_ops: { read: ReadOperation };
}

/** Emscripten's file system; everything in it lives in the JavaScript heap. */
export interface MemoryFiles {
  writeFile(path: string, bytes: Uint8Array, options?: { canOwn: boolean }): void;
  readFile(path: string): Uint8Array;
  analyzePath(path: string): { exists: boolean };
  lookupPath(path: string): { node: MemoryFileNode };
  unlink(path: string): void;
}
