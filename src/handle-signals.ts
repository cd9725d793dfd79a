import closeWithGrace from 'close-with-grace';

/**
 * A terminal's Ctrl-C reaches a program started by npm twice in the same instant: from the terminal and from npm.
 * Only a signal that comes later than this is a person's second Ctrl-C.
 */
const SAME_SIGNAL_MS = 1000;

/**
 * On SIGINT or SIGTERM: `stop`, then exit code 0; a second signal or the deadline ends the process at once with 1.
 * An uncaught exception is logged, stops the service in the same way and exits with 1.
 */
export function handleSignals(stop: () => Promise<void>, deadlineMs: number): void {
  const signals: ('SIGINT' | 'SIGTERM')[] = ['SIGINT', 'SIGTERM'];
  const grace = closeWithGrace({ delay: deadlineMs, skip: signals, logger: console }, async ({ err }) => {
    if (err !== undefined) console.error(err);
    await stop();
  });
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      console.log('Finishing what runs; press Ctrl-C again to end at once.');
      void grace.close();
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
  };
  for (const signal of signals) process.on(signal, onSignal);
}
