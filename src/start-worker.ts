import { randomUUID } from 'node:crypto';
import type { Config } from './config.ts';
import { systemClock } from './domain/instant.ts';
import { keepForMs } from './keep-for.ts';
import { type Resources, workerConcurrency } from './open-resources.ts';
import type { PreviewSettings } from './use-cases/make-previews.ts';
import type { Logger } from './use-cases/parts.ts';
import { sweepConversions, sweepFiles } from './use-cases/sweep.ts';
import { startSweeper } from './worker/sweeper.ts';
import { startWorker } from './worker/worker.ts';

const MINUTE = 60_000;

export interface RunningWorker {
  /** Gives running conversions the configured grace, hands the rest back and stops sweeping. May be called twice. */
  stop(): Promise<void>;
}

/** Puts right what an earlier process left, then consumes announcements and sweeps. */
export async function startWorkerRole(
  config: Config,
  resources: Resources,
  logger: Logger,
): Promise<RunningWorker> {
  const { store, idempotencyKeys, bus, storage, engine } = resources;
  const shared = {
    store,
    bus,
    storage,
    logger,
    now: systemClock,
    random: Math.random,
    retry: { baseMs: config.RETRY_BASE_MS, maxMs: MINUTE },
    keepForMs: keepForMs(config),
  };
  const sweep = { ...shared, reannounceAfterMs: 5 * MINUTE };
  if (resources.alone) {
    const startedAt = systemClock();
    await sweepConversions(sweep, Number.POSITIVE_INFINITY);
    // A bucket may hold what other databases speak of; only the folder that is locked is ours alone.
    if (config.S3_BUCKET === '') await sweepFiles(sweep, startedAt);
  }
  const worker = await startWorker({
    ...shared,
    engine,
    owner: `worker-${randomUUID()}`,
    leaseMs: config.LEASE_MS,
    progressIntervalMs: 250,
    previews: previewSettings(config),
    ...workerConcurrency(config),
  });
  const sweeper = startSweeper({
    ...sweep,
    idempotencyKeys,
    sweepIntervalMs: config.SWEEP_INTERVAL_MS,
    fileSweepIntervalMs: 10 * MINUTE,
    orphanAgeMs: 24 * 60 * MINUTE,
  });
  let stopped: Promise<unknown> | undefined;
  engine.warmUp().catch((err: unknown) => {
    if (stopped === undefined)
      logger.warn({ err }, 'no engine could be warmed up; the first conversion starts its own');
  });
  return {
    async stop() {
      stopped ??= Promise.all([sweeper.stop(), worker.stop(config.SHUTDOWN_GRACE_MS)]);
      await stopped;
    },
  };
}

const previewSettings = (config: Config): PreviewSettings | undefined =>
  config.PREVIEWS === 'off'
    ? undefined
    : { triangles: config.PREVIEW_TRIANGLES, timeoutMs: config.PREVIEW_TIMEOUT_MS };
