import { Readable } from 'node:stream';

const HIGH_WATER_BYTES = 256 * 1024;

export interface Attention {
  /** How long the source may say nothing while somebody wants to read. */
  silenceMs: number;
  expectedBytes: number;
  toError(error: unknown): Error;
}

/**
 * The bytes of the source, which fails where it falls silent or ends too early. A reader that takes its time is no
 * silence of the source.
 */
export function attendedStream(source: Readable, { silenceMs, expectedBytes, toError }: Attention): Readable {
  let waitingSince: number | undefined;
  let receivedBytes = 0;
  const watch = setInterval(() => {
    if (waitingSince !== undefined && performance.now() - waitingSince >= silenceMs)
      fail(new Error(`nothing arrived for ${silenceMs} ms`));
  }, silenceMs / 4);

  const out = new Readable({
    highWaterMark: HIGH_WATER_BYTES,
    read() {
      waitingSince ??= performance.now();
      source.resume();
    },
    destroy(error, done) {
      clearInterval(watch);
      source.destroy();
      done(error);
    },
  });
  const fail = (error: unknown) => out.destroy(toError(error));

  source.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
    if (out.push(chunk)) waitingSince = performance.now();
    else {
      waitingSince = undefined;
      source.pause();
    }
  });
  source.pause(); // until somebody reads
  source.on('end', () => {
    if (receivedBytes !== expectedBytes)
      fail(new Error(`it ended after ${receivedBytes} of ${expectedBytes} bytes`));
    else out.push(null);
  });
  source.on('error', fail);
  source.on('close', () => {
    if (!source.readableEnded && !out.destroyed) fail(new Error('the connection was closed'));
  });
  out.on('error', () => {}); // whoever reads sees it; unread, it must not end the process
  return out;
}
