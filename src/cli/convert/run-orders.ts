import { CliFailure, describeCliFailure } from '../cli-failure.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { convertOrder } from './convert-order.ts';
import type { Converter } from './converter.ts';
import type { Order, Placed } from './orders.ts';
import type { Reporter } from './reporter.ts';

interface Running {
  jobs: number;
  signal: AbortSignal;
  reporter: Reporter;
}

/** Converts as many at once as `jobs` says, in order, and says what becomes of each. Never rejects. */
export async function runOrders(
  converter: Converter,
  placed: readonly Placed[],
  running: Running,
): Promise<ExitCode> {
  const { signal, reporter } = running;
  const isSingle = placed.length === 1;
  const codes: ExitCode[] = [];
  const fail = (error: unknown, path: string) => {
    const failure = describeCliFailure(error);
    codes.push(failure.exitCode);
    if (isSingle || failure.exitCode !== EXIT.interrupted)
      reporter.failed(failure, isSingle ? undefined : path);
  };
  const waiting = placed.values();
  const takeTurns = async () => {
    for (const each of waiting) {
      if (signal.aborted) return;
      if ('refused' in each) fail(each.refused, each.sourcePath);
      else {
        await convertOne(converter, each.order, running).then(
          () => codes.push(EXIT.ok),
          (error: unknown) => fail(error, each.sourcePath),
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(running.jobs, placed.length) }, takeTurns));
  const done = codes.filter((code) => code === EXIT.ok).length;
  if (signal.aborted) {
    if (!isSingle) reporter.failed(describeCliFailure(interruptedAfter(done, placed.length)));
    return EXIT.interrupted;
  }
  if (isSingle) return codes[0] ?? EXIT.ok;
  return done === placed.length ? EXIT.ok : EXIT.incomplete;
}

async function convertOne(converter: Converter, order: Order, { signal, reporter }: Running): Promise<void> {
  const conversation = reporter.started(order.sourcePath);
  try {
    const converted = await convertOrder(converter, order, { signal, onState: conversation.state });
    conversation.succeeded(converted);
  } finally {
    conversation.ended();
  }
}

const interruptedAfter = (done: number, all: number): CliFailure =>
  new CliFailure(
    'interrupted',
    `Interrupted: ${done} of ${all} files were converted, and nothing was written of the others.`,
    EXIT.interrupted,
  );
