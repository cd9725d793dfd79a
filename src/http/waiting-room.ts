import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { Problem } from '../domain/problem.ts';
import { problemBody, retryAfterOf } from './problem-body.ts';

/**
 * Answers for the API while what it needs is not there yet: alive, not ready, everything else 503 with Retry-After.
 * Rejects where the address cannot be listened on.
 * @param missing names what is waited for
 */
export async function openWaitingRoom(
  { host, port }: { host: string; port: number },
  missing: () => string | undefined,
): Promise<{ close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    response.setHeader('connection', 'close').setHeader('cache-control', 'no-store');
    const send = (status: number, type: string, body: object) =>
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
    if (path === '/livez') return send(200, 'application/json', { status: 'alive' });
    const name = missing();
    if (path === '/readyz') {
      const checks = name === undefined ? [] : [{ name, status: 'down', latency_ms: 0 }];
      return send(503, 'application/json', { status: 'unavailable', checks });
    }
    const problem = new Problem('dependency_unavailable');
    response.setHeader('retry-after', String(retryAfterOf(problem)));
    const id = randomUUID();
    return send(503, 'application/problem+json', problemBody(problem, { id, url: request.url ?? '/' }));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
