/** The chunks of the source, but an abort ends the wait for a chunk that may never come. Throws the signal's reason. */
export async function* abortableChunks(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let rejectNext: (reason: unknown) => void = () => {};
  const onAbort = () => rejectNext(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  let ended = false;
  try {
    while (true) {
      signal?.throwIfAborted();
      const step = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        rejectNext = reject;
        iterator.next().then(resolve, reject);
      });
      if (step.done === true) break;
      yield step.value;
    }
    ended = true;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Tells the source that nobody listens any more. Not awaited: it may be waiting for the chunk that never comes.
    if (!ended) iterator.return?.().catch(() => {});
  }
}
