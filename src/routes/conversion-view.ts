import { type Conversion, isTerminal, type PreviewFile } from '../domain/conversion.ts';
import type { Instant } from '../domain/instant.ts';
import type { ConversionStore, ProgressMessage } from '../domain/ports.ts';
import { resultFormat } from '../domain/result-format.ts';
import type { ConversionBody, ProgressBody } from './conversion-schema.ts';
import { jsonOf } from './json-of.ts';
import { reportView } from './report-view.ts';

const QUEUE_COUNTED_TO = 1000;

export const conversionPath = (id: string): string => `/api/v1/conversions/${id}`;

/** Weak, because `queue_position` changes without a new revision. */
export const revisionTag = ({ revision }: Pick<Conversion, 'revision'>): string => `W/"${revision}"`;

/** The resource as clients see it. Asks the store only for the place in the queue, and only while pending. */
export async function conversionView(
  store: Pick<ConversionStore, 'countPendingBefore'>,
  conversion: Conversion,
): Promise<ConversionBody> {
  const { original, converted, engine, report, error } = conversion;
  const before =
    conversion.status === 'pending'
      ? await store.countPendingBefore(conversion.id, QUEUE_COUNTED_TO)
      : undefined;
  return jsonOf<ConversionBody>({
    id: conversion.id,
    status: conversion.status,
    progress: conversion.progress,
    original_file_path: original.key,
    converted_file_path: converted?.key,
    stage: conversion.stage,
    attempt: conversion.attempt,
    max_attempts: conversion.maxAttempts,
    source_format: conversion.sourceFormat,
    target_format: conversion.targetFormat,
    options: conversion.options,
    tag: conversion.tag,
    file_name: original.fileName,
    size_bytes: original.sizeBytes,
    sha256: original.sha256,
    output: converted && {
      file_name: converted.fileName,
      size_bytes: converted.sizeBytes,
      sha256: converted.sha256,
      media_type: resultFormat(conversion.targetFormat, conversion.options).mediaType,
    },
    preview: previewView(conversion),
    engine,
    report: report && reportView(report),
    error: error && {
      code: error.code,
      message: error.detail,
      retryable: error.retryable,
      stage: error.stage,
    },
    retry_of: conversion.retryOf,
    queue_position: before === undefined ? undefined : before + 1,
    eta_seconds: etaSeconds(conversion),
    created_at: rfc3339(conversion.createdAt),
    started_at: optionalTime(conversion.startedAt),
    completed_at: optionalTime(conversion.completedAt),
    expires_at: optionalTime(conversion.expiresAt),
    links: linksOf(conversion),
  });
}

function previewView({ previews }: Conversion): ConversionBody['preview'] {
  if (previews === undefined) return undefined;
  return jsonOf<NonNullable<ConversionBody['preview']>>({
    original: previews.original && previewInfo(previews.original),
    converted: previews.converted && previewInfo(previews.converted),
  });
}

const previewInfo = ({ sizeBytes, triangles, totalTriangles }: PreviewFile) => ({
  size_bytes: sizeBytes,
  triangles,
  total_triangles: totalTriangles,
});

export const progressView = (message: ProgressMessage): ProgressBody =>
  jsonOf<ProgressBody>({
    id: message.id,
    status: message.status,
    progress: message.progress,
    stage: message.stage,
    attempt: message.attempt,
    eta_seconds: etaSeconds(message),
    updated_at: rfc3339(message.updatedAt),
  });

/**
 * What remains if the rest goes as fast as what is done. `startedAt` is the first attempt's, so later attempts have
 * no measure; below 5 % the guess is worth nothing.
 */
export function etaSeconds({
  status,
  progress,
  attempt,
  startedAt,
  updatedAt,
}: Pick<Conversion, 'status' | 'progress' | 'attempt' | 'updatedAt'> & { startedAt?: Instant }):
  | number
  | undefined {
  if (status !== 'in_progress' || progress < 5 || attempt !== 1 || startedAt === undefined) return undefined;
  const elapsedMs = Math.max(0, updatedAt - startedAt);
  return Math.ceil(((elapsedMs / progress) * (100 - progress)) / 1000);
}

function linksOf({ id, status, report, previews = {}, filesRemovedAt }: Conversion): ConversionBody['links'] {
  const self = conversionPath(id);
  const file = (type: string) => `${self}/files?type=${type}`;
  const kept = filesRemovedAt === undefined;
  return jsonOf<ConversionBody['links']>({
    self,
    events: `${self}/events`,
    log: file('log'),
    original: kept ? file('original') : undefined,
    converted: kept && status === 'completed' ? file('converted') : undefined,
    report: report === undefined ? undefined : file('report'),
    preview: kept && previews.converted ? file('preview') : undefined,
    original_preview: kept && previews.original ? file('original_preview') : undefined,
    thumbnail: kept && previews.thumbnail ? file('thumbnail') : undefined,
  });
}

export const rfc3339 = (instant: Instant): string => new Date(instant).toISOString();

export const hasEnded = ({ status }: Pick<Conversion, 'status'>): boolean => isTerminal(status);

const optionalTime = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : rfc3339(instant);
