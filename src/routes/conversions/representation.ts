import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Conversion, isTerminal, type NamedFile, type Previews } from '../../domain/conversion.ts';
import { extensionOf, FORMATS, findFormat, stemOf } from '../../domain/formats.ts';
import type { FileStorage } from '../../domain/ports.ts';
import { Problem } from '../../domain/problem.ts';
import type { ByteRange } from '../../http/byte-range.ts';
import { etaSeconds, rfc3339 } from '../conversion-view.ts';
import { reportView } from '../report-view.ts';

export const FILE_TYPES = [
  'original',
  'converted',
  'report',
  'log',
  'preview',
  'original_preview',
  'thumbnail',
] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Bytes that can be downloaded. */
export interface Representation {
  fileName: string;
  mediaType: string;
  sizeBytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Rejects with `file_expired` where the file has gone since. */
  open(range?: ByteRange): Promise<Readable>;
}

/** Rejects where this conversion has no such file (yet, or any more). */
export function representationOf(
  type: FileType,
  conversion: Conversion,
  storage: Pick<FileStorage, 'read'>,
): Representation {
  const stem = stemOf(conversion.original.fileName);
  switch (type) {
    case 'original':
      requireKept(conversion);
      return stored(storage, conversion.original);
    case 'converted':
      requireCompleted(conversion);
      requireKept(conversion);
      return stored(storage, conversion.converted);
    case 'preview':
      return preview(storage, conversion, 'converted');
    case 'original_preview':
      return preview(storage, conversion, 'original');
    case 'thumbnail':
      return preview(storage, conversion, 'thumbnail');
    case 'report':
      requireCompleted(conversion);
      return inMemory(
        `${stem}.report.json`,
        'application/json',
        `${JSON.stringify(reportView(conversion.report), undefined, 2)}\n`,
      );
    case 'log':
      return inMemory(`${stem}.log.txt`, 'text/plain; charset=utf-8', logOf(conversion));
  }
}

type Completed = Conversion & Required<Pick<Conversion, 'converted' | 'report'>>;

function requireCompleted(conversion: Conversion): asserts conversion is Completed {
  if (conversion.status === 'completed') return;
  if (isTerminal(conversion.status)) throw new Problem('conversion_has_no_result');
  const retryAfterSeconds = Math.min(60, Math.max(1, etaSeconds(conversion) ?? 2));
  throw new Problem('conversion_not_finished', { retryAfterSeconds });
}

function preview(
  storage: Pick<FileStorage, 'read'>,
  conversion: Conversion,
  role: keyof Previews,
): Representation {
  requireCompleted(conversion);
  const file = conversion.previews?.[role];
  if (file === undefined) {
    const failed = 'It could not be made; the warnings of the report say why.';
    throw new Problem('preview_not_made', conversion.previews === undefined ? {} : { detail: failed });
  }
  requireKept(conversion);
  return stored(storage, file);
}

function requireKept({ filesRemovedAt }: Conversion): void {
  if (filesRemovedAt !== undefined) throw new Problem('file_expired');
}

function stored(storage: Pick<FileStorage, 'read'>, file: NamedFile): Representation {
  return {
    fileName: file.fileName,
    mediaType: mediaTypeOf(file.fileName),
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    async open(range) {
      const found = await storage.read(file.key, range);
      if (found === undefined) throw new Problem('file_expired'); // swept or deleted a moment ago
      const { stream } = found;
      if (stream instanceof Readable) return stream;
      return Readable.from(stream).once('close', () => stream.destroy());
    },
  };
}

function mediaTypeOf(fileName: string): string {
  const extension = extensionOf(fileName);
  if (extension === '.png') return 'image/png';
  const format = findFormat(extension);
  return format === undefined ? 'application/octet-stream' : FORMATS[format.id].mediaType;
}

function inMemory(fileName: string, mediaType: string, text: string): Representation {
  const bytes = Buffer.from(text);
  return {
    fileName,
    mediaType,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async open(range) {
      return Readable.from([range === undefined ? bytes : bytes.subarray(range.start, range.end + 1)]);
    },
  };
}

const logOf = ({ history }: Conversion): string =>
  history.map(({ at, attempt, event }) => `${rfc3339(at)}  attempt ${attempt}  ${event}\n`).join('');
