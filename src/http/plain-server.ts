import { once } from 'node:events';
import http from 'node:http';

export interface PlainAnswer {
  status: number;
  body: object;
  headers?: Readonly<Record<string, string>>;
}

export interface PlainServer {
  close(): Promise<void>;
}

const ORIGIN = 'http://localhost';

/**
 * A server without a framework, for what must answer before or without an API: JSON, one request for each connection.
 * Rejects where the address cannot be listened on.
 */
export async function openPlainServer(
  { host, port }: { host: string; port: number },
  answer: (url: URL, target: string) => PlainAnswer | Promise<PlainAnswer>,
): Promise<PlainServer> {
  const server = http.createServer(async (request, response) => {
    const target = request.url ?? '/';
    const url = new URL(URL.canParse(target, ORIGIN) ? target : '/', ORIGIN);
    const { status, body, headers } = await answer(url, target);
    response.setHeader('connection', 'close').setHeader('cache-control', 'no-store');
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
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
