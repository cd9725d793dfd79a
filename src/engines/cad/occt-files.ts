import type { MemoryFiles } from './opencascade-types.ts';

/** Puts bytes where the engine can read them, without a copy; they must not change until they are removed. */
export function giveFile(files: MemoryFiles, name: string, bytes: Uint8Array): void {
  files.writeFile(name, bytes, { canOwn: true });
}

/** Calls `onRead` with the share of the file that has been read, 0–1, as the engine reads it. */
export function watchReading(
  files: MemoryFiles,
  name: string,
  sizeBytes: number,
  onRead: (share: number) => void,
): void {
  const { node } = files.lookupPath(name);
  const operations = node.stream_ops;
  let readBytes = 0;
  node.stream_ops = {
    ...operations,
    read(...given) {
      const count = operations.read(...given);
      readBytes += count;
      onRead(Math.min(1, readBytes / Math.max(1, sizeBytes)));
      return count;
    },
  };
}

export function removeFile(files: MemoryFiles, name: string): void {
  if (files.analyzePath(name).exists) files.unlink(name);
}
