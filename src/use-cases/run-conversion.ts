import {
  type Conversion,
  claim,
  complete,
  fail,
  fileKeysOf,
  handBack,
  isClaimable,
  type Outcome,
  tryAgain,
} from '../domain/conversion.ts';
import type { Engine } from '../domain/engine-port.ts';
import { stemOf } from '../domain/formats.ts';
import type { Disposition, FileStorage, Workspace } from '../domain/ports.ts';
import { isProblem, Problem } from '../domain/problem.ts';
import { resultFormat } from '../domain/result-format.ts';
import { isPassing, type RetryPolicy, retryDelayMs } from '../domain/retry-policy.ts';
import { type Attempt, type AttemptParts, startAttempt } from './attempt.ts';
import { progressOf } from './change-conversion.ts';
import { makePreviews, type PreviewSettings } from './make-previews.ts';
import { percentBeforePreviews, percentOf, percentOfPreviews, STORING_PERCENT } from './progress-scale.ts';
import { storePreviews } from './store-previews.ts';

export interface RunParts extends AttemptParts {
  storage: FileStorage;
  engine: Engine;
  retry: RetryPolicy;
  random(): number;
  /** How long the files of an ended conversion are kept; undefined: for ever. */
  keepForMs: number | undefined;
  /** Undefined: no previews are made, also where they are asked for. */
  previews: PreviewSettings | undefined;
}

export interface RunSignals {
  /** The worker stops: give the conversion back. */
  stopping: AbortSignal;
  /** Somebody cancelled this conversion; the store knows already. */
  cancelled: AbortSignal;
}

/**
 * What a worker does with one announcement: claim, convert, settle. `reject` where it failed for a cause outside the
 * model, which a person may mend; otherwise `done`: a conversion that is to be tried again waits in the store, where
 * the sweeper finds it. Rejects only where the store cannot be reached.
 */
export async function runConversion(parts: RunParts, id: string, signals: RunSignals): Promise<Disposition> {
  const claimed = await claimConversion(parts, id);
  if ('kind' in claimed) return claimed;
  const logger = parts.logger;
  const where = { conversionId: id, attempt: claimed.attempt };
  const attempt = startAttempt(parts, claimed);
  let workspace: Workspace | undefined;
  try {
    const signal = AbortSignal.any([attempt.lost, signals.stopping, signals.cancelled]);
    workspace = await parts.storage.openWorkspace(id, claimed.attempt);
    const outcome = await convert(parts, attempt, workspace, signal);
    const settled = await attempt.settle(
      (current) => complete(current, outcome, parts.now(), parts.keepForMs),
      signals.stopping,
    );
    if (settled === undefined) await removeResult(parts, attempt.conversion, outcome);
    else logger.info({ ...where, ms: parts.now() - (claimed.updatedAt ?? 0) }, 'completed');
  } catch (error) {
    if (signals.stopping.aborted)
      await attempt.settle((current) => handBack(current, parts.now()), signals.stopping);
    else if (attempt.lost.aborted || signals.cancelled.aborted)
      logger.info(where, 'given up: no longer ours');
    else return await settleFailure(parts, attempt, error, signals.stopping);
  } finally {
    await attempt.stop();
    await workspace?.dispose().catch((err: unknown) => logger.warn({ err }, 'a workspace was left behind'));
  }
  return { kind: 'done' };
}

/** Claims it, or finds that there is nothing to do, now or at all: gone, held by someone, ended, or not due yet. */
async function claimConversion(parts: RunParts, id: string): Promise<Conversion | Disposition> {
  for (;;) {
    const current = await parts.store.find(id);
    const now = parts.now();
    if (current?.status !== 'pending') return { kind: 'done' };
    // The clock of whoever announced it is ahead of ours.
    if (!isClaimable(current, now)) return { kind: 'retry', afterMs: (current.notBefore ?? now) - now };
    const lease = { owner: parts.owner, until: now + parts.leaseMs };
    const claimed = await parts.store.transition(id, current.revision, claim(current, lease, now));
    if (claimed === undefined) continue; // somebody wrote in between, perhaps only the mark of the announcement
    parts.bus.publishProgress(progressOf(claimed));
    return claimed;
  }
}

async function convert(
  parts: RunParts,
  attempt: Attempt,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Outcome> {
  const { conversion } = attempt;
  const settings = conversion.withPreview ? parts.previews : undefined;
  const percent = settings === undefined ? percentOf : percentBeforePreviews;
  const sourcePath = await fetchOriginal(workspace, conversion, signal);
  const modelName = stemOf(conversion.original.fileName);
  const [extension] = resultFormat(conversion.targetFormat, conversion.options).extensions;
  const fileName = modelName + extension;
  const outputName = `converted${extension}`;
  const report = await parts.engine.convert(
    {
      sourceFormat: conversion.sourceFormat,
      targetFormat: conversion.targetFormat,
      sourcePath,
      targetPath: workspace.pathOf(outputName),
      modelName,
      options: conversion.options,
    },
    { signal, onProgress: (progress) => attempt.progress(progress.stage, percent(progress)) },
  );
  const seen =
    settings &&
    (await makePreviews(
      parts,
      {
        conversion,
        workspace,
        settings,
        originalPath: sourcePath,
        convertedPath: workspace.pathOf(outputName),
        report,
        onShare: (share) => attempt.progress('previewing', percentOfPreviews(share)),
      },
      signal,
    ));
  attempt.progress('storing', STORING_PERCENT);
  signal.throwIfAborted();
  const stored = await workspace.store(outputName, convertedKey(conversion), signal);
  const converted = { ...stored, fileName };
  if (seen === undefined) return { converted, report };
  const kept = await storePreviews(parts, conversion, stored.key, workspace, seen.made, signal);
  const warnings = [...report.warnings, ...seen.warnings, ...kept.warnings];
  const timingsMs = { ...report.timingsMs, previewing: seen.ms };
  return { converted, previews: kept.previews, report: { ...report, warnings, timingsMs } };
}

async function fetchOriginal(
  workspace: Workspace,
  { original }: Conversion,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await workspace.fetch(original.key, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw isProblem(cause) ? cause : new Problem('original_missing', { cause });
  }
}

/** The attempt is part of the key, so that a worker that lost its lease cannot touch the file of the next one. */
function convertedKey({ id, attempt, original, targetFormat, options }: Conversion): string {
  const stored = original.key.slice(original.key.lastIndexOf('/') + 1);
  return `/converted/${id}/${attempt}/${stemOf(stored)}${resultFormat(targetFormat, options).extensions[0]}`;
}

/** Of an attempt that was lost after it had stored its files. */
async function removeResult(parts: RunParts, { id, original }: Conversion, outcome: Outcome): Promise<void> {
  const conversion = await parts.store.find(id);
  const recorded = conversion === undefined ? [] : fileKeysOf(conversion);
  for (const key of fileKeysOf({ original, ...outcome })) {
    if (key !== original.key && !recorded.includes(key)) await parts.storage.remove(key);
  }
}

async function settleFailure(
  parts: RunParts,
  attempt: Attempt,
  error: unknown,
  stopping: AbortSignal,
): Promise<Disposition> {
  const problem = isProblem(error) ? error : new Problem('internal', { cause: error });
  const { code, detail, retryable } = problem;
  const failed = await attempt.settle((current) => {
    const failure = { code, detail, retryable, stage: current.stage };
    const delayMs = retryDelayMs(current, code, parts.retry, parts.random);
    const now = parts.now();
    return delayMs === undefined
      ? fail(current, failure, now, parts.keepForMs)
      : tryAgain(current, failure, now + delayMs, now);
  }, stopping);
  const outcome = failed?.status === 'pending' ? 'to be tried again' : 'failed';
  const { id: conversionId, attempt: number } = attempt.conversion;
  // The model's own fault needs no stack; whatever may be ours comes with its cause.
  const cause = retryable || code === 'internal' ? { err: problem } : { cause: String(problem.cause ?? '') };
  parts.logger.warn({ conversionId, attempt: number, code, detail, ...cause }, outcome);
  return failed?.status === 'failed' && isPassing(code)
    ? { kind: 'reject', reason: problem }
    : { kind: 'done' };
}
