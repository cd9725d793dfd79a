import type { IncomingMessage } from 'node:http';
import { Problem } from '../domain/problem.ts';

const LONGEST_INTERVAL_MS = 1000;

export interface BodyLimits {
  /** The longest silence. Bytes that arrived and wait to be read are none: then it is the server that is slow. */
  idleMs: number;
  /** On the wire. A backstop for what the form's parser discards, such as endless bytes before the first boundary. */
  maxBytes: number;
}

/**
 * Calls `giveUp` once the body breaks a limit, with `upload_stalled` or `payload_too_large`. Returns what stops
 * watching.
 */
export function watchBody(
  request: IncomingMessage,
  { idleMs, maxBytes }: BodyLimits,
  giveUp: (reason: Problem) => void,
): () => void {
  const { socket } = request;
  const before = socket.bytesRead;
  let seen = before;
  let quietSince = performance.now();
  const stop = () => clearInterval(timer);
  const look = () => {
    if (request.complete) return stop();
    if (socket.bytesRead - before > maxBytes) {
      stop();
      giveUp(new Problem('payload_too_large'));
    } else if (socket.bytesRead !== seen || request.readableLength > 0) {
      seen = socket.bytesRead;
      quietSince = performance.now();
    } else if (performance.now() - quietSince >= idleMs) {
      stop();
      giveUp(new Problem('upload_stalled'));
    }
  };
  const timer = setInterval(look, Math.min(LONGEST_INTERVAL_MS, Math.max(10, idleMs / 8)));
  timer.unref();
  return stop;
}
