import type { Command } from 'commander';
import { describeCliFailure } from '../cli-failure.ts';
import { tolerateClosedPipes } from '../closed-pipe.ts';
import { EXIT, type ExitCode, exitCodeOfAll, exitHelp } from '../exit-codes.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { type OpenLocalEngine, openLocalEngine } from '../local-engine.ts';
import { collect, parseTimeoutMs } from '../option-parsers.ts';
import { createProgressBars } from '../progress-bars.ts';
import { sourceFiles } from '../source-files.ts';
import { tellFailure } from '../tell-failure.ts';
import { inspectionDocument, inspectionLines } from './describe-inspection.ts';
import { inspectFile } from './inspect-file.ts';

interface InspectFlags {
  from?: string;
  option?: string[];
  /** In milliseconds. */
  timeout?: number;
  json?: true;
  verbose?: true;
}

const HELP = `
Says what is in a model without converting it: its parts with names and colours, units, counts, size, area, volume, and what
is wrong with it. STEP, IGES and BREP are measured as the surfaces that they are, everything else as its triangles.

Examples:
  $ converto inspect bracket.step
  $ converto inspect scans/*.stl --json | jq -r 'select(.problems != []) | .source.path'
  $ converto inspect scan.stl --option source_unit=in
  $ cat part.igs | converto inspect - --from iges
`;

/** @param openEngine tests bring their own engines */
export function addInspectCommand(program: Command, openEngine: OpenLocalEngine = openLocalEngine): void {
  program
    .command('inspect')
    .description('Say what is in a model, without converting it')
    .argument('<files...>', 'files to look at; "-" is standard input')
    .option('--from <format>', 'the format, whatever the name says; needed for standard input')
    .option(
      '-o, --option <key=value>',
      'how the source is to be read, such as source_unit=in; may be repeated',
      collect,
    )
    .option('-t, --timeout <seconds>', 'give up after this time (CONVERSION_TIMEOUT_MS)', parseTimeoutMs)
    .option('--json', 'print one line of JSON for each file')
    .option('-v, --verbose', 'print what lies behind an error')
    .addHelpText(
      'after',
      HELP +
        exitHelp(
          EXIT.ok,
          EXIT.usage,
          EXIT.badInput,
          EXIT.unsupported,
          EXIT.engineFailure,
          EXIT.files,
          EXIT.incomplete,
          EXIT.interrupted,
        ),
    )
    .action(async (files: string[], flags: InspectFlags) => {
      tolerateClosedPipes();
      process.exitCode = await inspectAll(files, flags, openEngine);
    });
}

async function inspectAll(
  given: readonly string[],
  flags: InspectFlags,
  openEngine: OpenLocalEngine,
): Promise<ExitCode> {
  const bars = createProgressBars(process.stderr, !flags.json);
  const interrupt = abortOnInterrupt('Interrupted.');
  const { timeout: timeoutMs } = flags;
  const codes: ExitCode[] = [];
  const fail = (error: unknown, path?: string) => {
    const failure = describeCliFailure(error);
    bars.aside(() => tellFailure(failure, flags, path));
    codes.push(failure.exitCode);
  };
  try {
    const paths = await sourceFiles(given);
    const engine = openEngine({ timeoutMs, jobs: 1 });
    try {
      for (const path of paths) {
        if (interrupt.signal.aborted) break;
        const bar = bars.start(path);
        try {
          const { from, option = [] } = flags;
          const found = await inspectFile(engine, path, { from, option }, interrupt.signal, bar.show);
          bar.end();
          if (flags.json) console.log(JSON.stringify(inspectionDocument(found)));
          else console.log(inspectionLines(found).join('\n'));
          codes.push(EXIT.ok);
        } catch (error) {
          bar.end();
          fail(error, paths.length > 1 ? path : undefined);
        }
      }
    } finally {
      await engine.close();
    }
  } catch (error) {
    fail(error);
  } finally {
    interrupt.stop();
  }
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return exitCodeOfAll(codes);
}
