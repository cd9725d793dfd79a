import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { CliFailure, describeCliFailure, fileFailure } from '../cli-failure.ts';
import { tolerateClosedPipes } from '../closed-pipe.ts';
import { EXIT, type ExitCode, exitHelp } from '../exit-codes.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { type OpenLocalEngine, openLocalEngine } from '../local-engine.ts';
import { collect, parseJobs, parseTimeoutMs } from '../option-parsers.ts';
import { connectTo, namedServer, type ServerFlags, withServerOption } from '../remote/server.ts';
import { DASH, sourceFiles } from '../source-files.ts';
import { requirePipedOutput } from '../standard-streams.ts';
import type { Converter } from './converter.ts';
import { createLocalConverter } from './local-converter.ts';
import { placeOrders, type Wish } from './orders.ts';
import { createReporter, type ReporterFlags } from './reporter.ts';
import { runOrders } from './run-orders.ts';

interface ConvertFlags extends ReporterFlags, ServerFlags {
  local?: true;
  to?: string;
  from?: string;
  out?: string;
  option?: string[];
  jobs?: number;
  /** In milliseconds. */
  timeout?: number;
  clobber: boolean;
  force?: true;
}

const HELP = `
Two files without --to: the second one is what the first becomes; where it exists it is replaced once the result is
complete, unless -n is given. With --to every file is a source; the results lie beside them or in the folder of --out,
and an existing file is replaced with --force only. A pattern in quotes is expanded here. A dash is standard input or
standard output.

An option that is a list takes commas, or is given once for each item: -o select=bolt,nut is -o select=bolt -o select=nut.
A comma that belongs to a name has a backslash before it: -o 'select=M8\\, zinc'.

With --server, or where CONVERTO_URL is set, a server converts: the files are uploaded, watched and downloaded, and Ctrl-C
cancels there too. CONVERTO_TOKEN is sent to it as a bearer token, for a proxy in front of it that wants one.

Examples:
  $ converto convert bracket.step bracket.glb
  $ converto convert *.step --to glb --out web --jobs 4
  $ converto convert "parts/**/*.stp" --to stl --option quality=fine
  $ converto convert bracket.step bracket.stl --option linear_deflection=0.0005 --option encoding=ascii
  $ converto convert scan.stl scan.step --option source_unit=in --timeout 120
  $ converto convert model.glb model.obj.zip --option materials=true
  $ converto convert engine.step bolts.stl -o 'select=bolt *' -o 'select=nut\\, M8'
  $ curl -s https://example.com/part.stl | converto convert - --from stl --to glb > part.glb
  $ converto convert part.igs part.step --json | jq .report.volume
  $ converto convert *.step --to glb --server https://converto.example

"converto formats" lists the pairs, "converto formats step stl" the options of one.
`;

/** @param openEngine tests bring their own engines */
export function addConvertCommand(program: Command, openEngine: OpenLocalEngine = openLocalEngine): void {
  withServerOption(program.command('convert'))
    .description('Convert files, here or on a server')
    .argument('<files...>', 'files to read; or one to read and one to write')
    .option('--local', 'convert here, although CONVERTO_URL is set')
    .option('--to <format>', 'convert every file to this format')
    .option(
      '--from <format>',
      'the format of what is read, whatever its name says; needed for standard input',
    )
    .option('--out <folder>', 'where the results go; made if it is not there; "-" is standard output')
    .option('-o, --option <key=value>', 'an option of this pair of formats; may be repeated', collect)
    .option(
      '-j, --jobs <number>',
      'how many to convert at once (default: one for each core but one)',
      parseJobs,
    )
    .option('-t, --timeout <seconds>', 'give up after this time (CONVERSION_TIMEOUT_MS)', parseTimeoutMs)
    .option('-f, --force', 'replace files that exist')
    .option('-n, --no-clobber', 'do not replace a file that exists')
    .option('--json', 'print one line of JSON for each file, with the report or the error')
    .option('--progress', 'with --json: print a line for each progress, too')
    .option('-q, --quiet', 'print nothing but errors')
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
          EXIT.unavailable,
          EXIT.incomplete,
          EXIT.interrupted,
        ),
    )
    .action(async (files: string[], flags: ConvertFlags) => {
      tolerateClosedPipes();
      process.exitCode = await convert(files, flags, openEngine);
    });
}

async function convert(
  files: readonly string[],
  flags: ConvertFlags,
  openEngine: OpenLocalEngine,
): Promise<ExitCode> {
  const isPiped = goesToStandardOutput(files, flags);
  const reporter = createReporter(flags, isPiped);
  const interrupt = abortOnInterrupt();
  try {
    if (isPiped) requirePipedOutput();
    const wish = await wishOf(files, flags);
    const jobs = Math.min(flags.jobs ?? Math.max(1, availableParallelism() - 1), wish.sources.length);
    const converter = await open(flags, openEngine, jobs);
    try {
      const placed = placeOrders(converter, wish);
      await makeFolder(wish);
      return await runOrders(converter, placed, { jobs, signal: interrupt.signal, reporter });
    } finally {
      await converter.close();
    }
  } catch (error) {
    const failure = describeCliFailure(error);
    reporter.failed(failure);
    return failure.exitCode;
  } finally {
    interrupt.stop();
  }
}

async function makeFolder({ target }: Wish): Promise<void> {
  if ('path' in target || target.folder === undefined || target.folder === DASH) return;
  await mkdir(target.folder, { recursive: true }).catch((error: unknown) => {
    throw fileFailure('written', String(target.folder), error);
  });
}

/** Two files without a format, or with a dash as the second: the second one is the target. */
const namesTarget = (files: readonly string[], { to, out }: ConvertFlags): boolean =>
  files.length === 2 && out === undefined && (to === undefined || files[1] === DASH);

function goesToStandardOutput(files: readonly string[], flags: ConvertFlags): boolean {
  if (namesTarget(files, flags)) return files[1] === DASH;
  return flags.out === DASH || (flags.out === undefined && files.includes(DASH));
}

async function wishOf(files: readonly string[], flags: ConvertFlags): Promise<Wish> {
  const { to, from, out, option: givenOptions = [], force = false } = flags;
  if (namesTarget(files, flags) && to === undefined) {
    const [source, path] = files as [string, string];
    if (path === DASH)
      throw usage('Standard output has no name that tells the format: add --to, such as --to glb.');
    return { sources: [source], target: { path }, from, givenOptions, clobber: force || flags.clobber };
  }
  if (to === undefined) {
    throw usage(
      files.length === 1
        ? 'Name the file to write as well, or say with --to which format the file is to become.'
        : 'Say with --to which format the files are to become.',
    );
  }
  const sources = namesTarget(files, flags) ? [files[0]!] : await sourceFiles(files);
  const folder = namesTarget(files, flags) ? DASH : out;
  return { sources, target: { to, folder }, from, givenOptions, clobber: force };
}

async function open(flags: ConvertFlags, openEngine: OpenLocalEngine, jobs: number): Promise<Converter> {
  const { timeout: timeoutMs } = flags;
  const server = flags.local ? undefined : namedServer(flags);
  if (server !== undefined) {
    const { openRemoteConverter } = await import('../remote/remote-converter.ts');
    return openRemoteConverter(await connectTo(server), timeoutMs);
  }
  return createLocalConverter(openEngine({ timeoutMs, jobs }));
}

const usage = (detail: string): CliFailure => new CliFailure('usage', detail, EXIT.usage);
