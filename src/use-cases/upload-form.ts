import type { Capability, Engine } from '../domain/engine-port.ts';
import { type SafeFileName, safeFileName } from '../domain/file-name.ts';
import { DECLARE_A_PROGRAM, extensionOf, type Format, type FormatId, findFormat } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { contentProblem } from '../domain/sniff.ts';
import { targetsOf } from './find-capability.ts';
import { peek } from './peek.ts';
import { parseOptions, parsePreview, parseTag, parseTargetFormat } from './upload-fields.ts';

export interface UploadedFile {
  /** As the client sent it: a label, never a path. */
  fileName: string;
  bytes: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
}

/** The parts of one form, in any order. Both reject with a Problem. */
export interface UploadForm {
  /** Checks name and first bytes before anything is done with the rest. */
  file(file: UploadedFile): Promise<void>;
  /** `target_format`, `options`, `tag`, `preview`; other names are ignored. */
  field(name: string, value: string): void;
}

/** What a whole form asks for. */
export interface UploadRequest<Received> {
  sourceFormat: FormatId;
  targetFormat: FormatId;
  options: Record<string, unknown>;
  tag?: string;
  withPreview?: true;
  /** What became of the bytes. */
  original: Received & { fileName: string };
}

const FIELDS: ReadonlySet<string> = new Set(['target_format', 'options', 'tag', 'preview']);

/** @param receive takes the bytes of a file that may be right */
export function createUploadForm<Received extends object>(
  engine: Pick<Engine, 'capabilities'>,
  receive: (name: SafeFileName, bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal) => Promise<Received>,
): UploadForm & { request(): UploadRequest<Received> } {
  const seen = new Set<string>();
  let source: Format | undefined;
  let original: UploadRequest<Received>['original'] | undefined;
  let target: Format | undefined;
  let options: Record<string, unknown> = {};
  let tag: string | undefined;
  let withPreview = false;

  const checkPair = (): Capability | undefined => {
    if (source === undefined || target === undefined) return undefined;
    const capabilities = targetsOf(engine, source);
    const found = capabilities.find((capability) => capability.target === target?.id);
    if (found !== undefined) return found;
    const possible = capabilities.map((capability) => capability.target).join(', ');
    throw new Problem('pair_unsupported', {
      detail: `${source.name} cannot be converted to ${target.name} here. Possible targets: ${possible}.`,
    });
  };

  return {
    async file({ fileName, bytes, signal }) {
      if (source !== undefined) throw new Problem('too_many_files');
      const name = safeFileName(fileName);
      source = sourceFormatOf(name.display);
      checkPair();
      const { head, whole } = await peek(bytes);
      if (head.length === 0) throw new Problem('file_empty');
      const mismatch = contentProblem(source.id, head);
      if (mismatch !== undefined) throw new Problem('content_mismatch', { detail: mismatch });
      original = { ...(await receive(name, whole, signal)), fileName: name.display };
    },

    field(name, value) {
      if (!FIELDS.has(name)) return;
      if (seen.has(name)) {
        throw new Problem('field_repeated', { detail: `The field "${name}" was sent twice. Send it once.` });
      }
      seen.add(name);
      if (name === 'target_format') {
        target = parseTargetFormat(value);
        checkPair();
      } else if (name === 'options') options = parseOptions(value);
      else if (name === 'preview') withPreview = parsePreview(value);
      else tag = parseTag(value);
    },

    request() {
      if (source === undefined || original === undefined) throw new Problem('file_required');
      if (target === undefined) throw new Problem('target_format_required');
      const errors = checkPair()?.checkOptions(options) ?? [];
      if (errors.length > 0) {
        const detail = `The options do not fit ${source.id} → ${target.id}: ${errors[0]?.pointer} ${errors[0]?.detail}`;
        throw new Problem('options_invalid', { detail, errors });
      }
      return {
        sourceFormat: source.id,
        targetFormat: target.id,
        options,
        original,
        ...(tag === undefined ? {} : { tag }),
        ...(withPreview ? { withPreview: true as const } : {}),
      };
    },
  };
}

function sourceFormatOf(fileName: string): Format {
  const extension = extensionOf(fileName);
  if (extension === '') throw new Problem('file_extension_missing');
  const format = findFormat(extension);
  if (format !== undefined) return format;
  throw new Problem('source_format_unknown', {
    detail: `Files ending in "${extension}" are not read here. GET /api/v1/formats lists those that are. ${DECLARE_A_PROGRAM}`,
  });
}
