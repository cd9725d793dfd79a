import { randomUUID } from 'node:crypto';
import { Problem } from '../domain/problem.ts';
import { openPlainServer, type PlainServer } from './plain-server.ts';
import { problemBody, retryAfterOf } from './problem-body.ts';

/**
 * Answers for the API while what it needs is not there yet: alive, not ready, everything else 503 with Retry-After.
 * Rejects where the address cannot be listened on.
 * @param missing names what is waited for
 */
export const openWaitingRoom = (
  address: { host: string; port: number },
  missing: () => string | undefined,
): Promise<PlainServer> =>
  openPlainServer(address, ({ pathname }, url) => {
    if (pathname === '/livez') return { status: 200, body: { status: 'alive' } };
    if (pathname === '/readyz') return { status: 503, body: notThereYet(missing()) };
    const problem = new Problem('dependency_unavailable');
    return {
      status: 503,
      body: problemBody(problem, { id: randomUUID(), url }),
      headers: {
        'content-type': 'application/problem+json',
        'retry-after': String(retryAfterOf(problem)),
      },
    };
  });

/** What /readyz says while a process still waits. */
export const notThereYet = (missing: string | undefined) => ({
  status: 'unavailable' as const,
  checks: missing === undefined ? [] : [{ name: missing, status: 'down' as const, latency_ms: 0 }],
});
