const WINDOW_MS = 4000;
/** Before so much time was seen a rate says nothing. */
const FIRST_MS = 500;

export interface Speed {
  /** Undefined until there is something to measure. */
  bytesPerSecond: number | undefined;
  remainingSeconds: number | undefined;
}

/** The rate of the last seconds, so that it follows a network that gets slower. */
export function createSpeedMeter(): (sentBytes: number, totalBytes: number, nowMs: number) => Speed {
  const samples: { atMs: number; bytes: number }[] = [];
  return (sentBytes, totalBytes, nowMs) => {
    samples.push({ atMs: nowMs, bytes: sentBytes });
    while (samples.length > 2 && nowMs - samples[1]!.atMs >= WINDOW_MS) samples.shift();
    const first = samples[0]!;
    const elapsedMs = nowMs - first.atMs;
    if (elapsedMs < FIRST_MS) return { bytesPerSecond: undefined, remainingSeconds: undefined };
    const bytesPerSecond = ((sentBytes - first.bytes) / elapsedMs) * 1000;
    return {
      bytesPerSecond,
      remainingSeconds: bytesPerSecond > 0 ? (totalBytes - sentBytes) / bytesPerSecond : undefined,
    };
  };
}
