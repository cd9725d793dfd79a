import type { IncomingMessage } from 'node:http';

/**
 * Calls `onStall` once no byte of the request has arrived for `idleMs`. Bytes that arrived and wait to be read do not
 * count as silence: then it is the server that is slow. Returns what stops watching.
 */
export function watchForStall(request: IncomingMessage, idleMs: number, onStall: () => void): () => void {
  let seen = request.socket.bytesRead;
  let quietSince = performance.now();
  const timer = setInterval(
    () => {
      const { bytesRead } = request.socket;
      if (request.complete) return clearInterval(timer);
      if (bytesRead !== seen || request.readableLength > 0) {
        seen = bytesRead;
        quietSince = performance.now();
      } else if (performance.now() - quietSince >= idleMs) {
        clearInterval(timer);
        onStall();
      }
    },
    Math.max(10, idleMs / 8),
  );
  timer.unref();
  return () => clearInterval(timer);
}
