import type { FastifyInstance } from 'fastify';

/**
 * A server that closes waits for every connection that is busy then, and goes on waiting while a client keeps it
 * for later (72 s) or takes nothing of its answer (for ever). So answers from the moment that it drains say that the
 * connection closes, and no client sends on one that is about to; those whose headers were sent before are followed by
 * the end of it, and what is left after `patienceMs` is cut.
 */
export function releaseConnections(
  app: FastifyInstance,
  patienceMs: number,
  isDraining: () => boolean,
): void {
  let closing = false;
  let patience: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    closing = true;
    patience = setTimeout(() => app.server.closeAllConnections(), patienceMs);
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing || isDraining()) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('onResponse', (_request, _reply, done) => {
    // Node counts a connection as busy until its answer's last listener has run.
    if (closing && !app.server.listening) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
  app.addHook('onClose', async () => clearTimeout(patience));
}
