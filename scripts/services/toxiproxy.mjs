import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, must, startServer } from './server-process.mjs';

const MODULE = 'github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0';
const FOLDER = join(CACHE, 'toxiproxy');
const PROGRAM = join(FOLDER, 'server');

/** Proxies of TCP connections that delay, cut and reset them, steered over HTTP. Needs Go. */
export async function startToxiproxy({ port }) {
  if (!existsSync(PROGRAM)) {
    mkdirSync(FOLDER, { recursive: true });
    must('go', ['install', MODULE], { env: { ...process.env, GOBIN: FOLDER } });
  }
  const server = await startServer(PROGRAM, ['-host', '127.0.0.1', '-port', String(port)], { port });
  const api = `http://127.0.0.1:${port}/proxies`;

  const ask = async (method, path, body) => {
    const answer = await fetch(`${api}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path}: ${answer.status} ${await answer.text()}`);
  };

  return {
    stop: server.stop,
    /** One proxy: from a port of this machine to another. */
    async proxy(name, listenPort, upstreamPort) {
      await ask('POST', '', {
        name,
        listen: `127.0.0.1:${listenPort}`,
        upstream: `127.0.0.1:${upstreamPort}`,
        enabled: true,
      });
      return {
        port: listenPort,
        /** Every connection ends at once, and none can be made. */
        cut: () => ask('POST', `/${name}`, { enabled: false }),
        mend: () => ask('POST', `/${name}`, { enabled: true }),
        /** Each direction is late by this much, give or take the jitter. */
        async delay(latencyMs, jitterMs = 0) {
          for (const stream of ['upstream', 'downstream']) {
            await ask('POST', `/${name}/toxics`, {
              name: `delay-${stream}`,
              type: 'latency',
              stream,
              attributes: { latency: latencyMs, jitter: jitterMs },
            });
          }
        },
        async hurry() {
          for (const stream of ['upstream', 'downstream'])
            await ask('DELETE', `/${name}/toxics/delay-${stream}`);
        },
        /** Connections are reset once data flows. */
        reset: () =>
          ask('POST', `/${name}/toxics`, { name: 'reset', type: 'reset_peer', attributes: { timeout: 0 } }),
        unreset: () => ask('DELETE', `/${name}/toxics/reset`),
      };
    },
  };
}
