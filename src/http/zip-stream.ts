import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  /** A relative path that no other entry has. */
  name: string;
  modifiedAt: Date;
  sizeBytes: number;
  /** False where the bytes are compressed already. */
  deflate: boolean;
  /** Asked for once what precedes it was sent. */
  open(): Promise<Readable>;
}

export interface ZipStream {
  bytes: Readable;
  /** Of the whole archive; undefined where something is deflated. */
  sizeBytes: number | undefined;
}

/** Fast: the server has better to do, and text shrinks well enough. */
const DEFLATE_LEVEL = 1;

/**
 * The files as a ZIP archive that is made while it is read, one file open at a time, ZIP64 where it must be. A file that
 * fails, or has another size than was said, destroys the stream: what was sent so far is no archive. Destroying the
 * stream closes the file.
 */
export function zipStream(entries: readonly ZipEntry[]): ZipStream {
  const zip = new ZipFile();
  const bytes = zip.outputStream as Readable;
  let source: Readable | undefined;
  const fail = (error: Error) => void bytes.destroy(error);
  zip.on('error', fail);
  bytes.once('close', () => source?.destroy());
  for (const { name, modifiedAt, sizeBytes, deflate, open } of entries) {
    const options = {
      mtime: modifiedAt,
      size: sizeBytes,
      compressionLevel: deflate ? DEFLATE_LEVEL : 0,
    };
    zip.addReadStreamLazy(name, options, (use) => {
      open().then((opened) => {
        source = opened.once('error', fail);
        if (bytes.destroyed) opened.destroy();
        else use(undefined, opened);
      }, fail);
    });
  }
  let total = -1; // what yazl says where it cannot know
  zip.end(undefined, (size = -1) => {
    total = size;
  });
  return { bytes, sizeBytes: total < 0 ? undefined : total };
}
