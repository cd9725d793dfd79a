import { inspect } from 'node:util';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../config.ts';
import { CliFailure, describeCliFailure } from './cli-failure.ts';
import { tolerateClosedPipes } from './closed-pipe.ts';
import { convertFile } from './convert-file.ts';
import { failureDocument, resultDocument, resultLines } from './describe-result.ts';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-codes.ts';
import { abortOnInterrupt } from './interrupt.ts';
import { type OpenLocalEngine, openLocalEngine } from './local-engine.ts';
import { createProgressBar } from './progress-bar.ts';

interface ConvertFlags {
  option?: string[];
  json?: true;
  quiet?: true;
  verbose?: true;
  timeout?: number;
  clobber: boolean;
}

const EXAMPLES = `
The formats are those of the two extensions. An existing target is replaced, once the result is complete.

Examples:
  $ converto convert bracket.step bracket.glb
  $ converto convert bracket.step bracket.stl --option linear_deflection=0.0005 --option encoding=ascii
  $ converto convert scan.stl scan.step --option source_unit=in --timeout 120
  $ converto convert model.glb model.obj.zip --option materials=true
  $ converto convert part.igs part.step --json | jq .report.volume

"converto formats" lists the pairs, "converto formats step stl" the options of one.
`;

/** @param openEngine tests bring their own engines */
export function addConvertCommand(program: Command, openEngine: OpenLocalEngine = openLocalEngine): void {
  program
    .command('convert')
    .description('Convert one file here, without a server')
    .argument('<source>', 'file to read')
    .argument('<target>', 'file to write')
    .option('-o, --option <key=value>', 'an option of this pair of formats; may be repeated', collect)
    .option('-t, --timeout <seconds>', 'give up after this time (CONVERSION_TIMEOUT_MS)', parseSeconds)
    .option('-n, --no-clobber', 'do not replace a file that exists')
    .option('--json', 'print one JSON document with the report, or with the error')
    .option('-q, --quiet', 'print nothing but errors')
    .option('-v, --verbose', 'print what lies behind an error')
    .addHelpText('after', EXAMPLES + EXIT_HELP)
    .action(async (source: string, target: string, flags: ConvertFlags) => {
      tolerateClosedPipes();
      process.exitCode = await convert(source, target, flags, openEngine);
    });
}

async function convert(
  source: string,
  target: string,
  flags: ConvertFlags,
  openEngine: OpenLocalEngine,
): Promise<ExitCode> {
  const bar = createProgressBar(process.stderr, !flags.quiet && !flags.json);
  const interrupt = abortOnInterrupt();
  try {
    const engine = open(openEngine, flags.timeout);
    try {
      const converted = await convertFile(engine, source, target, {
        givenOptions: flags.option ?? [],
        clobber: flags.clobber,
        signal: interrupt.signal,
        onProgress: bar.show,
      });
      bar.clear();
      if (flags.json) print(resultDocument(converted));
      else if (!flags.quiet) {
        const { summary, notes } = resultLines(converted);
        for (const note of notes) console.error(note);
        console.log(summary);
      }
      return EXIT.ok;
    } finally {
      await engine.close();
    }
  } catch (error) {
    bar.clear();
    const failure = describeCliFailure(error);
    if (flags.json) print(failureDocument(failure));
    else console.error(`converto: ${failure.detail} (${failure.code})`);
    if (flags.verbose && failure.cause !== undefined) console.error(inspect(failure.cause));
    return failure.exitCode;
  } finally {
    interrupt.stop();
  }
}

function open(openEngine: OpenLocalEngine, timeoutSeconds: number | undefined) {
  try {
    return openEngine({ timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000 });
  } catch (error) {
    throw error instanceof ConfigError ? new CliFailure('usage', error.message, EXIT.usage, error) : error;
  }
}

const print = (document: object) => console.log(JSON.stringify(document, undefined, 2));

const collect = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];

/** Node's timers hold no more than 2³¹ ms. */
function parseSeconds(text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError('Give a number of seconds above 0 and up to 2000000.');
}
