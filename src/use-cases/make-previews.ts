import type { Conversion, PreviewFile, Previews } from '../domain/conversion.ts';
import type { Engine } from '../domain/engine-port.ts';
import type { Workspace } from '../domain/ports.ts';
import type { Logger } from './parts.ts';
import { jobOfConverted, jobOfOriginal, type PreviewJob, type ViewedFiles } from './preview-jobs.ts';
import { percentOf, STORING_PERCENT } from './progress-scale.ts';
import { publicReason } from './public-reason.ts';

export interface PreviewSettings {
  /** Most triangles that one is simplified to. */
  triangles: number;
  /** For all previews of one conversion together. */
  timeoutMs: number;
}

export interface PreviewParts {
  engine: Pick<Engine, 'capabilities' | 'convert'>;
  logger: Logger;
}

export interface PreviewWork extends ViewedFiles {
  conversion: Conversion;
  workspace: Workspace;
  settings: PreviewSettings;
  /** 0–1 of all previews. */
  onShare(share: number): void;
}

/** A file in the workspace. */
export interface MadePreview {
  role: keyof Previews;
  nameInWorkspace: string;
  /** Absent of a picture. */
  counts?: Pick<PreviewFile, 'triangles' | 'totalTriangles'>;
}

const NAMES = {
  original: 'original-preview.glb',
  converted: 'preview.glb',
  thumbnail: 'thumbnail.png',
} as const satisfies Record<keyof Previews, string>;

/**
 * Makes what there is to look at, with the engine that converts. What cannot be made costs a sentence among the
 * warnings and nothing else; rejects with the signal's reason alone.
 */
export async function makePreviews(
  parts: PreviewParts,
  work: PreviewWork,
  signal: AbortSignal,
): Promise<{ made: MadePreview[]; warnings: string[]; ms: number }> {
  const { conversion, workspace, settings } = work;
  const startedAt = performance.now();
  const outOfTime = new AbortController();
  const timer = setTimeout(() => outOfTime.abort(), settings.timeoutMs);
  const watched = AbortSignal.any([signal, outOfTime.signal]);
  const made: MadePreview[] = [];
  const warnings: string[] = [];

  const whyNot = (error: unknown): string => {
    if (outOfTime.signal.aborted) return `That took more than ${settings.timeoutMs / 1000} s.`;
    return publicReason(error);
  };

  const make = async (shows: 'converted' | 'original', shareBefore: number, job: PreviewJob | undefined) => {
    const label = shows === 'converted' ? 'result' : 'original';
    if (job === undefined) {
      warnings.push(`There is no preview of the ${label}: it is not read as one model here.`);
      return;
    }
    const draws = made.every(({ role }) => role !== 'thumbnail');
    try {
      const report = await parts.engine.convert(
        {
          ...job,
          targetPath: workspace.pathOf(NAMES[shows]),
          ...(draws ? { thumbnailPath: workspace.pathOf(NAMES.thumbnail) } : {}),
        },
        {
          signal: watched,
          onProgress: (progress) => work.onShare(shareBefore + percentOf(progress) / STORING_PERCENT / 2),
        },
      );
      const triangles = report.target.triangles ?? 0;
      const counts = { triangles, totalTriangles: report.wholeTriangles ?? triangles };
      made.push({ role: shows, nameInWorkspace: NAMES[shows], counts });
      if (draws) made.push({ role: 'thumbnail', nameInWorkspace: NAMES.thumbnail });
    } catch (error) {
      signal.throwIfAborted();
      warnings.push(`There is no preview of the ${label}: ${whyNot(error)}`);
      parts.logger.warn({ err: error, conversionId: conversion.id, shows }, 'a preview could not be made');
    }
  };

  try {
    work.onShare(0);
    // The result first: its picture is worth more.
    await make('converted', 0, jobOfConverted(parts.engine, conversion, work, settings.triangles));
    await make('original', 0.5, jobOfOriginal(parts.engine, conversion, work, settings.triangles));
    return { made, warnings, ms: performance.now() - startedAt };
  } finally {
    clearTimeout(timer);
  }
}
