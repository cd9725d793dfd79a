import type { Writable } from 'node:stream';

/**
 * What is written from now until the end of this turn of the event loop and the next goes out as one packet. Otherwise
 * each small message is a system call and, without Nagle's delay, a packet of its own: that halves the rate.
 */
export function coalesceWrites(stream: Writable): () => void {
  let holding = false;
  const release = () => {
    holding = false;
    stream.uncork();
  };
  return () => {
    if (holding) return;
    holding = true;
    stream.cork();
    setImmediate(setImmediate, release); // amqplib writes in the next turn what is published in this one
  };
}
