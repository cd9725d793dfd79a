/**
 * Options for the sockets of one Rascal broker, which has one connection at a time: each attempt to connect gets a
 * signal of its own, and ends what the attempt before it has left. With one signal for all of them, Node 20 keeps a
 * listener and a socket for each attempt that ever failed, and Rascal leaves a connection open that was refused later
 * than its handshake.
 *
 * amqplib reads `signal` anew for each attempt. Rascal copies what it is given, except objects with a tag of their own.
 */
export class OneSocket {
  #attempt = new AbortController();

  constructor(options: object, cut: AbortSignal) {
    Object.assign(this, options);
    Object.defineProperty(this, 'signal', { enumerable: true, get: () => this.#nextSignal(cut) });
    cut.addEventListener('abort', () => this.#attempt.abort(), { once: true });
  }

  get [Symbol.toStringTag](): string {
    return 'OneSocket';
  }

  #nextSignal(cut: AbortSignal): AbortSignal {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    if (cut.aborted) this.#attempt.abort();
    return this.#attempt.signal;
  }
}
