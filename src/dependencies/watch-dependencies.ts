import type { Availability } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import type { Logger } from '../use-cases/parts.ts';
import { withPatience } from './with-patience.ts';

export interface Watched {
  ping(): Promise<unknown>;
  /** Where a question costs more than usual. */
  intervalMs?: number;
}

export interface DependencyWatch extends Availability {
  stop(): void;
}

/** An outage is known after the interval and, where the dependency is silent, the patience. */
const INTERVAL_MS = 250;
const PATIENCE_MS = 2000;
const RETRY_AFTER_SECONDS = 5;

/**
 * Asks each dependency again and again in the background, so that a request is refused at once while one is away and
 * costs no question while none is.
 * @param dependencies by the name that the log gives
 */
export function watchDependencies(
  dependencies: Readonly<Record<string, Watched>>,
  logger: Pick<Logger, 'info' | 'warn'>,
  { intervalMs = INTERVAL_MS, patienceMs = PATIENCE_MS } = {},
): DependencyWatch {
  const away = new Map<string, unknown>();
  let stopped = false;

  const look = async (name: string, { ping }: Watched) => {
    try {
      await withPatience(ping(), patienceMs);
      if (away.delete(name)) logger.info({ dependency: name }, 'a dependency is back');
    } catch (err) {
      if (!away.has(name) && !stopped) logger.warn({ err, dependency: name }, 'a dependency is away');
      away.set(name, err);
    }
  };
  const follow = (name: string, watched: Watched) => {
    if (stopped) return;
    const again = () => void look(name, watched).then(() => follow(name, watched));
    setTimeout(again, watched.intervalMs ?? intervalMs).unref();
  };
  for (const [name, watched] of Object.entries(dependencies)) follow(name, watched);

  return {
    requireAll() {
      const [cause] = away.values();
      if (away.size > 0)
        throw new Problem('dependency_unavailable', { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
    },
    stop() {
      stopped = true;
    },
  };
}

/** For parts that fail with the process or not at all. */
export const ALWAYS_AVAILABLE: Availability = { requireAll() {} };
