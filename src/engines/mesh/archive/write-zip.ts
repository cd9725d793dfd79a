import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Problem } from '../../../domain/problem.ts';
import { type OutputLimit, refuseMuchOutput } from '../../output-limit.ts';
import { giveBack } from '../io/lent-chunks.ts';
import { deflateChunks } from './deflate-chunks.ts';
import {
  centralRecord,
  endOfDirectory,
  localHeader,
  localHeaderBytes,
  MAX_UINT32,
  type ZipEntry,
} from './zip-records.ts';

export interface ZipWriter {
  /**
   * Adds a file; one after the other.
   * @param name relative, with forward slashes; each once
   * @param chunks not changed by anybody once they are yielded
   */
  add(
    name: string,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    options?: ZipEntryOptions,
  ): Promise<void>;
}

export interface ZipEntryOptions {
  /** Not deflated: for what is packed already, and for formats that read it in place. */
  stored?: boolean;
  /** The data begins at a multiple of this many bytes of the archive, as USDZ wants it. */
  align?: number;
  /** It may have 4 GiB or more; without it such a file is refused. */
  mayBeHuge?: boolean;
}

const LEVEL = 6;

/**
 * Writes a ZIP archive (PKWARE APPNOTE 6.3.10) to a new file, without data descriptors: sizes stand before the data,
 * where every reader finds them. The same content gives the same bytes. Throws `target_limit_exceeded` or `output_limit_exceeded`.
 */
export async function writeZip(
  path: string,
  limits: OutputLimit,
  write: (zip: ZipWriter) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    const sink = sinkOf(file, limits);
    const entries: ZipEntry[] = [];
    await write({
      async add(name, chunks, options = {}) {
        entries.push(await addEntry(sink, name, chunks, options));
      },
    });
    const offset = sink.position;
    const directory = Buffer.concat(entries.map(centralRecord));
    await sink.append(directory);
    await sink.append(endOfDirectory(entries.length, offset, directory.length));
  } finally {
    await file.close();
  }
}

async function addEntry(
  sink: Sink,
  name: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { stored = false, align = 1, mayBeHuge = false }: ZipEntryOptions,
): Promise<ZipEntry> {
  const entry: ZipEntry = {
    name: Buffer.from(name),
    deflated: !stored,
    isHuge: mayBeHuge,
    paddingBytes: 0,
    headerOffset: sink.position,
    crc32: 0,
    sizeBytes: 0,
    packedBytes: 0,
  };
  entry.paddingBytes = paddingFor(sink.position + localHeaderBytes(entry), align);
  await sink.append(localHeader(entry));
  const dataOffset = sink.position;
  const measured = measuring(chunks, entry);
  for await (const chunk of stored ? measured : deflateChunks(measured, LEVEL)) {
    await sink.append(chunk);
    giveBack(chunk);
    entry.packedBytes = sink.position - dataOffset;
    if (!mayBeHuge && Math.max(entry.sizeBytes, entry.packedBytes) >= MAX_UINT32) throw tooLong();
  }
  await sink.write(localHeader(entry), entry.headerOffset);
  return entry;
}

async function* measuring(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  entry: ZipEntry,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    entry.crc32 = crc32(chunk, entry.crc32);
    entry.sizeBytes += chunk.length;
    yield chunk;
  }
}

/** A field has a head of four bytes, so it cannot fill a smaller gap. */
function paddingFor(offset: number, align: number): number {
  const gap = (align - (offset % align)) % align;
  return gap === 0 || gap >= 4 ? gap : gap + align;
}

interface Sink {
  readonly position: number;
  append(bytes: Uint8Array): Promise<void>;
  write(bytes: Uint8Array, position: number): Promise<void>;
}

function sinkOf(file: FileHandle, limits: OutputLimit): Sink {
  let position = 0;
  const write = async (bytes: Uint8Array, at: number): Promise<void> => {
    for (let done = 0; done < bytes.length; ) {
      done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    }
  };
  return {
    get position() {
      return position;
    },
    async append(bytes) {
      refuseMuchOutput(position + bytes.length, limits);
      await write(bytes, position);
      position += bytes.length;
    },
    write,
  };
}

const tooLong = (): Problem =>
  new Problem('target_limit_exceeded', {
    detail: 'A file in the archive would have 4 GiB or more. Simplify the model or choose another format.',
  });
