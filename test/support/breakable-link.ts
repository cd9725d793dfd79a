import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Test } from 'tap';

export interface BreakableLink {
  port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A port of this machine that leads to another one until it is cut. */
export async function breakableLink(t: Test, to: { host: string; port: number }): Promise<BreakableLink> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;

  const joined = (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
    return socket.once('close', () => sockets.delete(socket));
  };
  const mend = async () => {
    server = createServer((near) => {
      const far = joined(connect(to.port, to.host));
      joined(near).pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
  };
  const cut = async () => {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  t.teardown(cut);
  await mend();
  return { port, cut, mend };
}
