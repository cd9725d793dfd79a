import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { removeLeftoversNow } from './leftovers.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C aborts and lets the command clean up; a second one ends the process at once.
 * @param detail what the abort means, as a sentence
 */
export function abortOnInterrupt(detail = 'Interrupted; nothing was written.'): {
  signal: AbortSignal;
  stop(): void;
} {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      removeLeftoversNow();
      process.exit(EXIT.interrupted);
    }
    controller.abort(new CliFailure('interrupted', detail, EXIT.interrupted));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop() {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
