import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { isProblem, Problem } from '../domain/problem.ts';

const FAILURES_THAT_OPEN = 3;
const HALF_OPEN_AFTER_MS = 1000;
const RETRY_AFTER_SECONDS = 5;

/** Whether an error is an outage of the dependency. */
export type IsOutage = (error: unknown) => boolean;

/** Of a driver that throws what it likes: all but what it says about the request itself. */
export const anyFault: IsOutage = (error) => !isProblem(error);

/** Of an adapter that names its outages, and passes on what the streams of others throw. */
export const namedOutage: IsOutage = (error) => isProblem(error, 'dependency_unavailable');

/** A circuit breaker for one dependency: after some outages in a row it is not asked for a moment, then one call may try. */
export const createBreaker = ({
  isOutage = anyFault,
  halfOpenAfterMs = HALF_OPEN_AFTER_MS,
} = {}): CircuitBreakerPolicy =>
  circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(FAILURES_THAT_OPEN),
  });

/**
 * The same port, of which the named methods go through the breaker: an outage becomes `dependency_unavailable`, at once
 * while the breaker is open.
 */
export function guard<Port extends object>(
  port: Port,
  breaker: CircuitBreakerPolicy,
  methods: readonly AsyncMethod<Port>[],
  isOutage: IsOutage = anyFault,
): Port {
  const guarded = Object.create(port) as Record<PropertyKey, unknown>;
  for (const method of methods) {
    const original = (port[method] as (...args: unknown[]) => Promise<unknown>).bind(port);
    guarded[method] = async (...args: unknown[]) => {
      // Whoever comes while one call tries would wait for its fate, and that may take long.
      if (breaker.state === CircuitState.HalfOpen) throw unavailable(new BrokenCircuitError());
      try {
        return await breaker.execute(() => original(...args));
      } catch (error) {
        const isOurs = error instanceof BrokenCircuitError || isOutage(error);
        throw isProblem(error) || !isOurs ? error : unavailable(error);
      }
    };
  }
  return guarded as Port;
}

/** The names of the methods that return promises. */
type AsyncMethod<Port> = {
  [Name in keyof Port]: Port[Name] extends (...args: never[]) => Promise<unknown> ? Name : never;
}[keyof Port];

const unavailable = (error: unknown): Problem =>
  new Problem('dependency_unavailable', {
    cause: error instanceof BrokenCircuitError ? new Error('it failed before; not asked again yet') : error,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
