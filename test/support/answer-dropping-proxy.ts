import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface AnswerDroppingProxy {
  port: number;
  /** The next `times` requests that hold the text reach the server; their answers, and the connection, are lost. */
  loseAnswers(toRequestsWith: string, times: number): void;
  lost(): number;
  close(): Promise<void>;
}

/** Stands before a server on 127.0.0.1, for one request at a time on each connection. */
export async function startAnswerDroppingProxy(serverPort: number): Promise<AnswerDroppingProxy> {
  const open = new Set<Socket>();
  let wanted = '';
  let left = 0;
  let lost = 0;

  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    let isDropping = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    client.on('data', (request) => {
      if (left > 0 && request.includes(wanted)) {
        left -= 1;
        isDropping = true;
      }
      upstream.write(request);
    });
    upstream.on('data', (answer) => {
      if (!isDropping) return void client.write(answer);
      lost += 1; // the server has done what it was asked
      end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as { port: number }).port,
    loseAnswers(toRequestsWith, times) {
      wanted = toRequestsWith;
      left = times;
    },
    lost: () => lost,
    async close() {
      for (const socket of open) socket.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
