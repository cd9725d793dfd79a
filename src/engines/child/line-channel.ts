import type { Duplex } from 'node:stream';

export interface LineChannel {
  send(message: object): void;
  /** Nothing is sent or heard after it; `sent` is called once everything has left. */
  end(sent?: () => void): void;
}

export interface LineListener {
  /** Any JSON value: the other side may be broken. */
  onMessage(message: unknown): void;
  /** Called once: the other side hung up, or sent what is no line of JSON (then with the reason). */
  onEnd(garbage?: Error): void;
}

/** A report with many warnings is some kilobytes; what is longer than this is no message. */
const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/** JSON documents, one in each line, over a socket. */
export function openLineChannel(socket: Duplex, listener: LineListener): LineChannel {
  let pending: string[] = [];
  let pendingLength = 0;
  let over = false;

  const finish = (garbage?: Error) => {
    if (over) return;
    over = true;
    pending = [];
    listener.onEnd(garbage);
  };

  const takeLine = (): unknown => {
    const line = pending.join('');
    pending = [];
    pendingLength = 0;
    return JSON.parse(line);
  };

  const hear = (chunk: string) => {
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0 && !over; at = chunk.indexOf('\n', from)) {
      pending.push(chunk.slice(from, at));
      from = at + 1;
      let message: unknown;
      try {
        message = takeLine();
      } catch (cause) {
        return finish(new Error('a line was no JSON', { cause }));
      }
      listener.onMessage(message);
    }
    pending.push(chunk.slice(from));
    pendingLength += chunk.length - from;
    if (pendingLength > MAX_LINE_LENGTH) finish(new Error(`a line was longer than ${MAX_LINE_LENGTH}`));
  };

  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    if (!over) hear(chunk);
  });
  socket.on('error', () => finish()); // the other side died while we wrote
  socket.on('end', () => finish());
  socket.on('close', () => finish());

  return {
    send(message) {
      if (!over && socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    end(sent) {
      over = true;
      pending = [];
      socket.end(sent);
    },
  };
}
