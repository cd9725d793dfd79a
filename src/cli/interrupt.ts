import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first Ctrl-C aborts and lets the command clean up; a second one ends the process at once. */
export function abortOnInterrupt(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => {
    stop();
    controller.abort(new CliFailure('interrupted', 'Interrupted; nothing was written.', EXIT.interrupted));
  };
  const stop = () => {
    for (const name of SIGNALS) process.off(name, abort);
  };
  for (const name of SIGNALS) process.on(name, abort);
  return { signal: controller.signal, stop };
}
