import { type Format, findFormat } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';

export function parseTargetFormat(value: string): Format {
  if (value.trim() === '') throw new Problem('target_format_required');
  const format = findFormat(value);
  if (format !== undefined) return format;
  throw new Problem('target_format_unknown', {
    detail: `"${printable(value)}" is not a format that is written here. GET /api/v1/formats lists those that are.`,
  });
}

export function parseOptions(value: string): Record<string, unknown> {
  if (value.trim() === '') return {};
  let options: unknown;
  try {
    options = JSON.parse(value);
  } catch (cause) {
    throw new Problem('options_malformed', { cause });
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new Problem('options_malformed');
  return options as Record<string, unknown>;
}

export function parseTag(value: string): string | undefined {
  if (value === '') return undefined;
  if (!TAG.test(value)) throw new Problem('tag_invalid');
  return value;
}

export function parsePreview(value: string): boolean {
  if (value === 'true') return true;
  if (value === 'false' || value === '') return false;
  throw new Problem('preview_invalid');
}

export const TAG = /^[\w.:-]{1,64}$/;

const printable = (value: string): string => value.replace(/[^\x20-\x7e]/g, '?').slice(0, 40);
