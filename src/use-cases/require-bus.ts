import type { Bus } from '../domain/ports.ts';
import { isProblem, Problem } from '../domain/problem.ts';

/**
 * Rejects with `dependency_unavailable` where nobody could be told of a new conversion. One that is on its way when
 * the bus falls is kept all the same, and announced later.
 */
export async function requireBus(bus: Pick<Bus, 'ping'>): Promise<void> {
  try {
    await bus.ping();
  } catch (cause) {
    throw isProblem(cause) ? cause : new Problem('dependency_unavailable', { cause, retryAfterSeconds: 5 });
  }
}
