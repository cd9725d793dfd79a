import { inspect } from 'node:util';
import { type DescribedFailure, failureDocument } from '../cli-failure.ts';
import { printable } from '../printable.ts';
import { type BarState, createProgressBars } from '../progress-bars.ts';
import { DASH } from '../source-files.ts';
import { tellFailure } from '../tell-failure.ts';
import type { ConvertedFile } from './converter.ts';
import { resultDocument, resultLines } from './describe-result.ts';

/** What is said while conversions run. */
export interface Reporter {
  started(sourcePath: string): Conversation;
  /** What went wrong with one source, or, without one, with the whole command. */
  failed(failure: DescribedFailure, sourcePath?: string): void;
}

/** About one conversion. */
export interface Conversation {
  state(state: BarState): void;
  succeeded(converted: ConvertedFile): void;
  /** Takes the bar away. */
  ended(): void;
}

export interface ReporterFlags {
  json?: true;
  /** With `json`: a line for each progress as well. */
  progress?: true;
  quiet?: true;
  verbose?: true;
}

/**
 * Lines of JSON for machines, bars and sentences for people.
 * @param toStandardOutput the result goes there, so that everything else has to go to standard error
 */
export function createReporter(flags: ReporterFlags, toStandardOutput: boolean): Reporter {
  const say = toStandardOutput ? console.error : console.log;
  return flags.json ? machineReporter(flags, say) : humanReporter(flags, say);
}

function machineReporter({ progress, verbose }: ReporterFlags, say: (line: string) => void): Reporter {
  const print = (document: object) => say(JSON.stringify(document));
  return {
    started: (path) => ({
      state({ stage, percent }) {
        if (progress) print({ type: 'progress', source: { path }, stage, percent: percent ?? null });
      },
      succeeded: (converted) => print(resultDocument(converted)),
      ended() {},
    }),
    failed(failure, path) {
      print({
        type: 'result',
        ...failureDocument(failure),
        ...(path === undefined ? {} : { source: { path } }),
      });
      if (verbose) tellCause(failure);
    },
  };
}

function humanReporter({ quiet, verbose }: ReporterFlags, say: (line: string) => void): Reporter {
  const bars = createProgressBars(process.stderr, !quiet);
  return {
    started(path) {
      const bar = bars.start(path === DASH ? 'standard input' : path);
      return {
        state: bar.show,
        succeeded(converted) {
          bar.end();
          if (quiet) return;
          const { summary, notes } = resultLines(converted);
          bars.aside(() => {
            for (const note of notes) console.error(printable(note));
            say(printable(summary));
          });
        },
        ended: bar.end,
      };
    },
    failed(failure, path) {
      bars.aside(() => tellFailure(failure, verbose ? { verbose } : {}, path));
    },
  };
}

function tellCause({ cause }: DescribedFailure): void {
  if (cause !== undefined) console.error(inspect(cause));
}
