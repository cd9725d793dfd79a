import { join } from 'node:path';
import { type Command, Option } from 'commander';
import contentDisposition from 'content-disposition';
import type { ConvertoClient, FileType } from '../../client/client.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT, exitHelp } from '../exit-codes.ts';
import { sizeText } from '../figures.ts';
import { printable } from '../printable.ts';
import { createProgressBars } from '../progress-bars.ts';
import { DASH } from '../source-files.ts';
import { requirePipedOutput, sendToStandardOutput, withPipeFolder } from '../standard-streams.ts';
import { openTargetFile } from '../target-file.ts';
import { downloadTo } from './download-to.ts';
import { onServer, type RemoteFlags } from './on-server.ts';
import { SERVER_HELP, withServerOption } from './server.ts';

const TYPES: readonly FileType[] = [
  'converted',
  'original',
  'report',
  'log',
  'preview',
  'original_preview',
  'thumbnail',
];

interface DownloadFlags extends RemoteFlags {
  out?: string;
  type: FileType;
  force?: true;
  quiet?: true;
}

const HELP = `
Without -o the file gets the name that the server says, in this folder. It appears once it is complete, and replaces nothing
without --force.
`;

const EXAMPLES = `
Examples:
  $ converto download 67441d0f9c1e2a0b3c4d5e6f
  $ converto download 67441d0f9c1e2a0b3c4d5e6f --type log -o -
`;

export function addDownloadCommand(program: Command): void {
  withServerOption(program.command('download'))
    .description('Download a file of a conversion of a server')
    .argument('<id>', 'id of the conversion')
    .option('-o, --out <path>', 'the file to write; "-" is standard output')
    .addOption(new Option('--type <type>', 'which file').choices(TYPES).default('converted'))
    .option('-f, --force', 'replace a file that exists')
    .option('--json', 'print one line of JSON')
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      HELP +
        SERVER_HELP +
        EXAMPLES +
        exitHelp(EXIT.ok, EXIT.usage, EXIT.files, EXIT.unavailable, EXIT.refused, EXIT.interrupted),
    )
    .action((id: string, flags: DownloadFlags) =>
      onServer(flags, async (client, signal) => {
        if (flags.out === DASH) requirePipedOutput();
        await download(client, id, flags, signal);
        return EXIT.ok;
      }),
    );
}

async function download(
  client: ConvertoClient,
  id: string,
  flags: DownloadFlags,
  signal: AbortSignal,
): Promise<void> {
  const { type, out, force = false, quiet, json } = flags;
  const bars = createProgressBars(process.stderr, !quiet && !json);
  const bar = bars.start(out ?? id);
  const fetchTo = (path: string): Promise<Response> =>
    downloadTo(client, {
      id,
      type,
      path,
      sha256: undefined,
      signal,
      onReceived: (received, total) =>
        bar.show({
          stage: 'downloading',
          ...(total === undefined ? {} : { percent: (received / total) * 100 }),
          note: sizeText(received),
        }),
    }).finally(bar.end);
  if (out === DASH) {
    return withPipeFolder(async (folder) => {
      await fetchTo(join(folder, 'file'));
      await sendToStandardOutput(join(folder, 'file'), signal);
    });
  }
  const path = out ?? (await nameOnServer(client, id, type, signal));
  const file = await openTargetFile(path, { sourcePath: undefined, clobber: force });
  try {
    await fetchTo(file.partialPath);
    const sizeBytes = await file.publish();
    if (json) console.log(JSON.stringify({ type: 'download', ok: true, id, path, size_bytes: sizeBytes }));
    else if (!quiet) console.log(`${path}: ${sizeText(sizeBytes)}`);
  } finally {
    await file.discard();
  }
}

/** A name and never a path: it comes from elsewhere. */
async function nameOnServer(
  client: ConvertoClient,
  id: string,
  type: FileType,
  signal: AbortSignal,
): Promise<string> {
  const response = await client.download(id, { type, signal });
  await response.body?.cancel();
  const name = nameIn(response.headers.get('content-disposition') ?? '');
  if (name !== '' && !name.startsWith('.')) return name;
  throw new CliFailure('usage', 'The server gives the file no name: name it with -o.', EXIT.usage);
}

function nameIn(header: string): string {
  try {
    const { filename = '' } = contentDisposition.parse(header).parameters;
    return printable(filename).replaceAll(/[/\\:]/g, '_');
  } catch {
    return '';
  }
}
