import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';
import { waitUntil } from './wait-until.ts';

export interface RawAnswer {
  status: number;
  /** Lower-case names; the last of each. */
  headers: Record<string, string>;
  body: Buffer;
  json: () => { code: string; error: string; detail: string; status: number; [key: string]: unknown };
}

export interface RawClient {
  socket: Socket;
  /** Everything that came so far. */
  received(): Buffer;
  /** Resolves once the bytes are handed to the kernel; false where the connection broke. */
  send(bytes: string | Uint8Array): Promise<boolean>;
  /** As one chunk of a chunked body. */
  sendChunk(bytes: string | Uint8Array): Promise<boolean>;
  /** The next whole answer with a Content-Length; interim ones (1xx) count too. */
  answer(): Promise<RawAnswer>;
  /** Resolves once the connection is closed by the server, in whatever way. */
  closed: Promise<void>;
}

/** HTTP as bytes on a socket, for what well-behaved clients cannot do. */
export async function rawClient(t: Test, port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  let received = Buffer.alloc(0);
  let taken = 0;
  let over = false;
  socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
  socket.on('error', () => {}); // a reset is an outcome, not a failure of the test
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void closed.then(() => (over = true));
  t.teardown(() => socket.destroy());
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const send = (bytes: string | Uint8Array) =>
    new Promise<boolean>((resolve) => {
      if (!socket.writable) return resolve(false);
      socket.write(bytes, (error) => resolve(error === undefined || error === null));
    });
  return {
    socket,
    received: () => received,
    send,
    sendChunk(bytes) {
      const data = Buffer.from(bytes);
      return send(Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]));
    },
    async answer() {
      let found: { answer: RawAnswer; end: number } | undefined;
      await waitUntil('an answer comes', () => {
        found = parseAnswer(received.subarray(taken));
        if (found === undefined && over)
          throw new Error(`closed without an answer: ${received.subarray(taken)}`);
        return found !== undefined;
      });
      taken += found!.end;
      return found!.answer;
    },
    closed,
  };
}

function parseAnswer(bytes: Buffer): { answer: RawAnswer; end: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const end = headEnd + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < end) return undefined;
  const body = bytes.subarray(headEnd + 4, end);
  const status = Number(first.split(' ')[1]);
  return { answer: { status, headers, body, json: () => JSON.parse(body.toString()) }, end };
}
