import { type Conversion, createConversion, type NamedFile } from '../domain/conversion.ts';
import { safeFileName } from '../domain/file-name.ts';
import { extensionOf, type Format, findFormat } from '../domain/formats.ts';
import type { Capability } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import { contentProblem } from '../domain/sniff.ts';
import { announceAccepted } from './announce.ts';
import { targetsOf } from './find-capability.ts';
import { insertPatiently } from './insert-patiently.ts';
import type { Parts } from './parts.ts';
import { peek } from './peek.ts';
import { requireRoomInQueue } from './require-room-in-queue.ts';
import { parseOptions, parseTag, parseTargetFormat } from './upload-fields.ts';

export interface UploadLimits {
  maxUploadBytes: number;
  /** Pending conversions; more are refused with `queue_full`. */
  maxQueueLength: number;
  maxAttempts: number;
}

export interface UploadedFile {
  /** As the client sent it: a label, never a path. */
  fileName: string;
  bytes: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
}

/** One upload whose parts arrive in any order. Every method rejects with a Problem; then call `discard`. */
export interface Upload {
  /** The id of the conversion that `finish` will make. */
  readonly id: string;
  /** Checks name and first bytes before it stores anything, then streams. */
  file(file: UploadedFile): Promise<void>;
  /** `target_format`, `options`, `tag`; other names are ignored. */
  field(name: string, value: string): void;
  /** Durable and announced when it resolves. */
  finish(): Promise<Conversion>;
  /** Removes what was stored, where no record can speak of it. */
  discard(): Promise<void>;
}

export type AcceptUploadParts = Parts & { nextId(): string; limits: UploadLimits };

export interface AcceptUpload {
  /** Rejects with `queue_full` or `dependency_unavailable` before a byte is read. */
  beginUpload(): Promise<Upload>;
}

export function createAcceptUpload(parts: AcceptUploadParts): AcceptUpload {
  return {
    async beginUpload() {
      parts.availability.requireAll();
      await requireRoomInQueue(parts.store, parts.limits.maxQueueLength);
      return createUpload(parts, parts.nextId());
    },
  };
}

function createUpload(parts: AcceptUploadParts, id: string): Upload {
  const seen = new Set<string>();
  let source: Format | undefined;
  let original: NamedFile | undefined;
  let target: Format | undefined;
  let options: Record<string, unknown> = {};
  let tag: string | undefined;
  /** The store may have taken it without an answer. Then the file stays, and the sweep decides by the record. */
  let mayBeRecorded = false;

  const checkPair = (): Capability | undefined => {
    if (source === undefined || target === undefined) return undefined;
    const capabilities = targetsOf(parts.engine, source);
    const found = capabilities.find((capability) => capability.target === target?.id);
    if (found !== undefined) return found;
    const possible = capabilities.map((capability) => capability.target).join(', ');
    throw new Problem('pair_unsupported', {
      detail: `${source.name} cannot be converted to ${target.name} here. Possible targets: ${possible}.`,
    });
  };

  return {
    id,

    async file({ fileName, bytes, signal }) {
      if (source !== undefined) throw new Problem('too_many_files');
      const name = safeFileName(fileName);
      source = sourceFormatOf(name.display);
      checkPair();
      const { head, whole } = await peek(bytes);
      if (head.length === 0) throw new Problem('file_empty');
      const mismatch = contentProblem(source.id, head);
      if (mismatch !== undefined) throw new Problem('content_mismatch', { detail: mismatch });
      const stored = await parts.storage.write(`/original/${id}/${name.stored}`, whole, {
        maxBytes: parts.limits.maxUploadBytes,
        ...(signal === undefined ? {} : { signal }),
      });
      original = { ...stored, fileName: name.display };
    },

    field(name, value) {
      if (name !== 'target_format' && name !== 'options' && name !== 'tag') return;
      if (seen.has(name)) {
        throw new Problem('field_repeated', { detail: `The field "${name}" was sent twice. Send it once.` });
      }
      seen.add(name);
      if (name === 'target_format') {
        target = parseTargetFormat(value);
        checkPair();
      } else if (name === 'options') options = parseOptions(value);
      else tag = parseTag(value);
    },

    async finish() {
      if (source === undefined || original === undefined) throw new Problem('file_required');
      if (target === undefined) throw new Problem('target_format_required');
      const errors = checkPair()?.checkOptions(options) ?? [];
      if (errors.length > 0) {
        const detail = `The options do not fit ${source.id} → ${target.id}: ${errors[0]?.pointer} ${errors[0]?.detail}`;
        throw new Problem('options_invalid', { detail, errors });
      }
      const conversion = createConversion({
        id,
        now: parts.now(),
        sourceFormat: source.id,
        targetFormat: target.id,
        options,
        original,
        maxAttempts: parts.limits.maxAttempts,
        ...(tag === undefined ? {} : { tag }),
      });
      await insertPatiently(parts, conversion, () => {
        mayBeRecorded = true;
      });
      await announceAccepted(parts, conversion);
      return conversion;
    },

    async discard() {
      if (!mayBeRecorded) await parts.storage.removeAll(id);
    },
  };
}

function sourceFormatOf(fileName: string): Format {
  const extension = extensionOf(fileName);
  if (extension === '') throw new Problem('file_extension_missing');
  const format = findFormat(extension);
  if (format !== undefined) return format;
  throw new Problem('source_format_unknown', {
    detail: `Files ending in "${extension}" are not read here. GET /api/v1/formats lists those that are.`,
  });
}
