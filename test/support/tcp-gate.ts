import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

export interface TcpGate {
  port: number;
  /** Breaks every connection and refuses new ones, as a server that has died. */
  shut(): Promise<void>;
  /** Keeps connections, takes new ones, and passes nothing on, as a machine that hangs. */
  hold(): void;
  /** Lets through again; what was held goes on. */
  open(): Promise<void>;
}

/** Stands between a client and a server that it must not harm. */
export async function openTcpGate(t: Test, target: { host: string; port: number }): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let holding = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('data', (bytes) => other.write(bytes));
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (holding) socket.pause();
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as { port: number };
  const shut = async () => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve();
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  t.teardown(shut);
  return {
    port,
    shut,
    hold() {
      holding = true;
      for (const socket of sockets) socket.pause();
    },
    async open() {
      holding = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
  };
}
