import type { ConvertoError } from '../../client/converto-error.ts';
import { type Conversion, hasEnded, type Progress } from '../api/resource.ts';
import type { UploadState } from '../uploads/upload-queue.ts';

/** One card: a file on its way to the server, then what the server says of it. */
export interface Row {
  name: string;
  sizeBytes: number | undefined;
  /** Formats; empty where only the server knows them yet. */
  source: string;
  target: string;
  /** Until the server has accepted the file. */
  upload: UploadState | undefined;
  /** Once it has. */
  id: string | undefined;
  /** The newest that is known of it, and its revision. */
  conversion: Conversion | undefined;
  revision: number;
  /** The server knows it no longer. */
  gone: boolean;
  /** A request of a button is under way. */
  acting: boolean;
  /** Why the last button did not do what it should. */
  trouble: ConvertoError | undefined;
}

export const emptyRow: Row = {
  name: '',
  sizeBytes: undefined,
  source: '',
  target: '',
  upload: undefined,
  id: undefined,
  conversion: undefined,
  revision: 0,
  gone: false,
  acting: false,
  trouble: undefined,
};

export type Phase = 'uploading' | 'refused' | 'unknown' | 'gone' | Conversion['status'];

/** `unknown`: accepted, and nothing is known of it yet. */
export function phaseOf({ upload, gone, conversion }: Row): Phase {
  if (gone) return 'gone';
  if (upload !== undefined) return upload.phase === 'failed' ? 'refused' : 'uploading';
  return conversion?.status ?? 'unknown';
}

/** Whether something may still happen to it on the server. */
export const isWatched = ({ id, gone, conversion }: Row): boolean =>
  id !== undefined && !gone && !(conversion !== undefined && hasEnded(conversion.status));

/** Takes a state in, whichever way and however late it came: older ones change nothing. */
export function withConversion(row: Row, conversion: Conversion, revision: number): Row {
  if (conversion.id !== row.id || revision < row.revision) return row;
  return {
    ...row,
    name: conversion.file_name,
    sizeBytes: conversion.size_bytes,
    source: conversion.source_format,
    target: conversion.target_format,
    upload: undefined,
    conversion,
    revision,
    gone: false,
  };
}

/** Between two states that change more than these. */
export function withProgress(row: Row, { id, ...progress }: Progress, revision: number): Row {
  if (id !== row.id || row.conversion === undefined || revision <= row.revision) return row;
  if (hasEnded(row.conversion.status)) return row;
  const { eta_seconds: _, queue_position: __, ...known } = row.conversion;
  return { ...row, conversion: { ...known, ...progress }, revision };
}

export const asGone = (row: Row): Row => ({ ...row, gone: true, acting: false, trouble: undefined });

/** The conversion that tries it again takes its place. */
export const retriedAs = (row: Row, id: string): Row => ({
  ...emptyRow,
  name: row.name,
  sizeBytes: row.sizeBytes,
  source: row.source,
  target: row.target,
  id,
});
