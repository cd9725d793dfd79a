import { Problem } from '../domain/problem.ts';

/** Counts the open event streams of the process, so that they cannot take all its sockets. */
export interface StreamRegistry {
  /** Takes one place; rejects with `too_many_streams` where none is left. Returns what gives it back. */
  admit(): () => void;
  readonly open: number;
}

export function createStreamRegistry(max: number): StreamRegistry {
  let open = 0;
  return {
    admit() {
      if (open >= max) throw new Problem('too_many_streams');
      open += 1;
      let held = true;
      return () => {
        if (held) open -= 1;
        held = false;
      };
    },
    get open() {
      return open;
    },
  };
}
