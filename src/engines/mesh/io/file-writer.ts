import { closeSync, openSync, writeSync } from 'node:fs';
import { type OutputLimit, refuseMuchOutput } from '../../output-limit.ts';
import { ByteBuffer } from './byte-buffer.ts';

/**
 * Buffers small writes into a new file. Errors of the disk (ENOSPC) come through as they are. Throws
 * `output_limit_exceeded`.
 */
export class FileWriter extends ByteBuffer {
  private readonly fd: number;
  private readonly limits: OutputLimit;
  private written = 0;

  constructor(path: string, limits: OutputLimit) {
    super();
    this.limits = limits;
    this.fd = openSync(path, 'w');
  }

  flush(): void {
    refuseMuchOutput(this.written + this.at, this.limits);
    for (let done = 0; done < this.at; ) done += writeSync(this.fd, this.buffer, done, this.at - done);
    this.written += this.at;
    this.at = 0;
  }

  close(): void {
    this.release();
    closeSync(this.fd);
  }
}

/** Creates the file, flushes and closes it in any case. */
export function writeThrough<T>(path: string, limits: OutputLimit, write: (writer: FileWriter) => T): T {
  const writer = new FileWriter(path, limits);
  try {
    const result = write(writer);
    writer.flush();
    return result;
  } finally {
    writer.close();
  }
}
