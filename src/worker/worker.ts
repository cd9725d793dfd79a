import type { CreatedMessage, Disposition, Subscription } from '../domain/ports.ts';
import { type RunParts, runConversion } from '../use-cases/run-conversion.ts';

export interface Worker {
  /** How many conversions are running. */
  readonly running: number;
  /**
   * Takes no more work, gives what runs `graceMs` to finish, hands the rest back, and resolves when nothing runs.
   */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerParts extends RunParts {
  /** Large conversions at once. */
  concurrency: number;
  /** Small ones beside them. */
  smallConcurrency: number;
}

/** Consumes announcements and runs conversions until it is stopped. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const stopping = new AbortController();
  const running = new Map<string, AbortController>();
  /** Announced anew while they run: perhaps because they were given up, before the store had told us so. */
  const again = new Set<string>();

  const cancellations = await parts.bus.watchCancel(({ id }) => running.get(id)?.abort());
  const handle = async ({ id }: CreatedMessage): Promise<Disposition> => {
    if (stopping.signal.aborted) return { kind: 'retry', afterMs: 0 };
    if (running.has(id)) {
      again.add(id);
      return { kind: 'done' };
    }
    const cancelled = new AbortController();
    running.set(id, cancelled);
    const signals = { stopping: stopping.signal, cancelled: cancelled.signal };
    try {
      let disposition = await runConversion(parts, id, signals);
      while (again.delete(id) && disposition.kind === 'done')
        disposition = await runConversion(parts, id, signals);
      return disposition;
    } finally {
      running.delete(id);
      again.delete(id);
    }
  };
  const announcements: readonly Subscription[] = [
    await parts.bus.consumeCreated(parts.concurrency, handle, 'large'),
    await parts.bus.consumeCreated(parts.smallConcurrency, handle, 'small'),
  ];

  return {
    get running() {
      return running.size;
    },
    async stop(graceMs) {
      const deadline = setTimeout(() => stopping.abort(new Error('the worker is stopping')), graceMs);
      await Promise.all(announcements.map((each) => each.stop()));
      clearTimeout(deadline);
      await cancellations.stop();
    },
  };
}
