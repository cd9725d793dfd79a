import { withPatience } from '../dependencies/with-patience.ts';
import type { Logger } from '../use-cases/parts.ts';
import type { AppParts } from './app-parts.ts';

const PATIENCE_MS = 2000;

export type Dependency = 'store' | 'bus' | 'storage' | 'engines';

/** What is asked whether it is there. */
export interface Dependencies
  extends Pick<AppParts, 'store' | 'bus' | 'storage' | 'engine' | 'engineSandbox'> {
  logger: Pick<Logger, 'warn'>;
}

export interface Check {
  name: Dependency;
  status: 'up' | 'down';
  latency_ms: number;
}

export interface Readiness {
  status: 'ready' | 'draining' | 'unavailable';
  checks?: Check[];
  /** What engines run in. */
  engine_sandbox?: string;
}

/**
 * What /readyz says. A process that drains says so whatever its dependencies do.
 * @param verbose names each dependency
 */
export async function readinessOf(
  dependencies: Dependencies,
  { draining, verbose }: { draining: boolean; verbose: boolean },
): Promise<Readiness> {
  const checks = draining && !verbose ? [] : await checkReadiness(dependencies);
  const down = checks.some((check) => check.status === 'down');
  const status = draining ? 'draining' : down ? 'unavailable' : 'ready';
  return { status, ...(verbose ? { checks, engine_sandbox: dependencies.engineSandbox ?? 'none' } : {}) };
}

/** Asks each dependency at once; one that does not answer in time is down. Why it is down is only logged. */
export function checkReadiness(
  { store, bus, storage, engine, logger }: Dependencies,
  names: readonly Dependency[] = ['store', 'bus', 'storage', 'engines'],
): Promise<Check[]> {
  const ask: Record<Dependency, () => Promise<void>> = {
    store: () => store.ping(),
    bus: () => bus.ping(),
    storage: () => storage.ping(),
    engines: async () => {
      if (engine.capabilities().length === 0) throw new Error('no engine can convert anything');
    },
  };
  return Promise.all(
    names.map(async (name) => {
      const began = performance.now();
      const status = await withPatience(ask[name](), PATIENCE_MS).then(
        () => 'up' as const,
        (err: unknown) => {
          logger.warn({ err, dependency: name }, 'a dependency is down');
          return 'down' as const;
        },
      );
      return { name, status, latency_ms: Math.round(performance.now() - began) };
    }),
  );
}
