import { closeSync, openSync, writeSync } from 'node:fs';
import { ByteBuffer } from './byte-buffer.ts';

/** Buffers small writes into a new file. Errors of the disk (ENOSPC) come through as they are. */
export class FileWriter extends ByteBuffer {
  private readonly fd: number;

  constructor(path: string) {
    super();
    this.fd = openSync(path, 'w');
  }

  flush(): void {
    for (let done = 0; done < this.at; ) done += writeSync(this.fd, this.buffer, done, this.at - done);
    this.at = 0;
  }

  close(): void {
    this.release();
    closeSync(this.fd);
  }
}

/** Creates the file, flushes and closes it in any case. */
export function writeThrough<T>(path: string, write: (writer: FileWriter) => T): T {
  const writer = new FileWriter(path);
  try {
    const result = write(writer);
    writer.flush();
    return result;
  } finally {
    writer.close();
  }
}
