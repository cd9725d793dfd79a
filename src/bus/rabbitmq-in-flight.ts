interface Waiting {
  resolve(): void;
  reject(error: Error): void;
  limitMs: number;
  /** In the time of `performance.now()`. */
  deadline: number;
}

/** Messages whose fate is open, each under its number. Whatever comes after its fate is decided is ignored. */
export interface InFlight {
  add(settle: Pick<Waiting, 'resolve' | 'reject'>, limitMs: number): number;
  has(sequence: number): boolean;
  resolve(sequence: number): void;
  reject(sequence: number, error: Error): void;
  rejectAll(error: Error): void;
  /** Resolves when none is left. */
  drained(): Promise<void>;
}

/** One timer for all messages instead of one for each: so much later may a message be rejected. */
const SWEEP_MS = 50;

export function createInFlight(): InFlight {
  const waiting = new Map<number, Waiting>();
  const whenDrained: (() => void)[] = [];
  let last = 0;
  let sweeping: NodeJS.Timeout | undefined;

  const take = (sequence: number): Waiting | undefined => {
    const found = waiting.get(sequence);
    waiting.delete(sequence);
    if (waiting.size === 0) {
      clearTimeout(sweeping);
      sweeping = undefined;
      for (const drained of whenDrained.splice(0)) drained();
    }
    return found;
  };

  const sweep = () => {
    const now = performance.now();
    for (const [sequence, { deadline, limitMs }] of waiting)
      if (deadline <= now) take(sequence)?.reject(new Error(`RabbitMQ confirmed nothing in ${limitMs} ms`));
    sweeping = waiting.size > 0 ? setTimeout(sweep, SWEEP_MS) : undefined;
  };

  return {
    add({ resolve, reject }, limitMs) {
      last += 1;
      waiting.set(last, { resolve, reject, limitMs, deadline: performance.now() + limitMs });
      sweeping ??= setTimeout(sweep, SWEEP_MS);
      return last;
    },
    has: (sequence) => waiting.has(sequence),
    resolve: (sequence) => take(sequence)?.resolve(),
    reject: (sequence, error) => take(sequence)?.reject(error),
    rejectAll(error) {
      for (const sequence of waiting.keys()) take(sequence)?.reject(error);
    },
    drained: () =>
      new Promise((resolve) => (waiting.size === 0 ? resolve() : void whenDrained.push(resolve))),
  };
}
