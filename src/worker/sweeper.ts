import type { IdempotencyKeys } from '../domain/ports.ts';
import { type SweepParts, sweepConversions, sweepFiles } from '../use-cases/sweep.ts';
import { sweepIdempotencyKeys } from '../use-cases/sweep-idempotency-keys.ts';

export interface Sweeper {
  stop(): Promise<void>;
}

export interface SweeperParts extends SweepParts {
  idempotencyKeys: IdempotencyKeys;
  sweepIntervalMs: number;
  /** For files and idempotency keys, where nothing is urgent. */
  fileSweepIntervalMs: number;
  /** Files younger than this are left alone: their record may be about to be written. */
  orphanAgeMs: number;
}

/** Sweeps again and again; a sweep that fails is logged and the next one tries again. */
export function startSweeper(parts: SweeperParts): Sweeper {
  const loops = [
    repeat(parts.sweepIntervalMs, () => sweepConversions(parts)),
    repeat(parts.fileSweepIntervalMs, () => sweepFiles(parts, parts.now() - parts.orphanAgeMs)),
    repeat(parts.fileSweepIntervalMs, () => sweepIdempotencyKeys(parts)),
  ];

  function repeat(intervalMs: number, sweep: () => Promise<void>): () => Promise<void> {
    let stopped = false;
    let sweeping: Promise<void> = Promise.resolve();
    let timer: NodeJS.Timeout;
    const again = () => {
      timer = setTimeout(() => {
        sweeping = sweep()
          .catch((err: unknown) => parts.logger.error({ err }, 'a sweep failed'))
          .finally(() => stopped || again());
      }, intervalMs);
    };
    again();
    return async () => {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    };
  }

  return {
    async stop() {
      await Promise.all(loops.map((stop) => stop()));
    },
  };
}
