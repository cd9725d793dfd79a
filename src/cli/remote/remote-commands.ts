import { type Command, Option } from 'commander';
import type { Conversion, ListQuery } from '../../client/client.ts';
import { STATUSES } from '../../domain/conversion.ts';
import { alignColumns } from '../align-columns.ts';
import { EXIT, exitHelp } from '../exit-codes.ts';
import { wholeNumber } from '../option-parsers.ts';
import { printable } from '../printable.ts';
import { createProgressBars } from '../progress-bars.ts';
import { detailLines, exitCodeOfConversion, summaryOf } from './describe-conversion.ts';
import { addDownloadCommand } from './download-command.ts';
import { forEachId, onServer, type RemoteFlags } from './on-server.ts';
import { stateOf } from './remote-converter.ts';
import { SERVER_HELP, withServerOption } from './server.ts';

const CODES = exitHelp(
  EXIT.ok,
  EXIT.usage,
  EXIT.unavailable,
  EXIT.incomplete,
  EXIT.refused,
  EXIT.interrupted,
);
const ID = '67441d0f9c1e2a0b3c4d5e6f';

/** `list`, `get`, `watch`, `cancel`, `retry`, `delete` and `download`: what a server has. */
export function addRemoteCommands(program: Command): void {
  addListCommand(program);
  ofIds(program, 'get', 'Show conversions of a server', `$ converto get ${ID} --json | jq .report`).action(
    (ids: string[], flags: RemoteFlags) =>
      forEachId(ids, flags, async (client, id) => {
        const conversion = await client.get(id);
        print(conversion, flags, detailLines);
        return EXIT.ok;
      }),
  );
  addWatchCommand(program);
  ofIds(program, 'cancel', 'Stop conversions of a server', `$ converto cancel ${ID}`).action(
    (ids: string[], flags: RemoteFlags) =>
      forEachId(ids, flags, async (client, id) => {
        print(await client.cancel(id), flags, (conversion) => [summaryOf(conversion)]);
        return EXIT.ok;
      }),
  );
  ofIds(
    program,
    'retry',
    'Convert the same originals once more, as new conversions',
    `$ converto retry ${ID}`,
  ).action((ids: string[], flags: RemoteFlags) =>
    forEachId(ids, flags, async (client, id) => {
      const { id: newId } = await client.retry(id);
      console.log(flags.json ? JSON.stringify({ id: newId, retry_of: id }) : newId);
      return EXIT.ok;
    }),
  );
  ofIds(
    program,
    'delete',
    'Delete conversions of a server, with their files',
    `$ converto delete ${ID}`,
  ).action((ids: string[], flags: RemoteFlags) =>
    forEachId(ids, flags, async (client, id) => {
      await client.remove(id);
      console.log(flags.json ? JSON.stringify({ id, deleted: true }) : `${id} deleted`);
      return EXIT.ok;
    }),
  );
  addDownloadCommand(program);
}

const ofIds = (program: Command, name: string, description: string, example: string): Command =>
  withServerOption(program.command(name))
    .description(description)
    .argument('<ids...>', 'ids of conversions')
    .option('--json', 'print one line of JSON for each')
    .addHelpText('after', `${SERVER_HELP}\nExample:\n  ${example}\n${CODES}`);

interface ListFlags extends RemoteFlags {
  status?: (typeof STATUSES)[number];
  tag?: string;
  limit: number;
  cursor?: string;
}

function addListCommand(program: Command): void {
  withServerOption(program.command('list'))
    .description('List the conversions of a server, the newest first')
    .addOption(new Option('--status <status>', 'only those in this status').choices(STATUSES))
    .option('--tag <tag>', 'only those with this tag')
    .option('--limit <number>', 'how many', (text) => wholeNumber(text, 100), 20)
    .option('--cursor <cursor>', 'the next page, as the last one said')
    .option('--json', 'print one line of JSON for each')
    .addHelpText(
      'after',
      `${SERVER_HELP}\nExamples:\n  $ converto list --status failed\n  $ converto list --json | jq -r .id\n${CODES}`,
    )
    .action((flags: ListFlags) =>
      onServer(flags, async (client) => {
        const { status, tag, limit, cursor } = flags;
        const query = { limit, ...(status && { status }), ...(tag && { tag }), ...(cursor && { cursor }) };
        const page = await client.list(query as ListQuery);
        if (flags.json) for (const conversion of page.data) console.log(JSON.stringify(conversion));
        else if (page.data.length === 0) console.log('There are no such conversions.');
        else console.log(tableOf(page.data).join('\n'));
        if (page.next_cursor) console.error(`There are more: --cursor ${page.next_cursor}`);
        return EXIT.ok;
      }),
    );
}

const tableOf = (conversions: readonly Conversion[]): string[] =>
  alignColumns([
    ['ID', 'STATUS', 'DONE', 'CREATED', 'FILE', 'TO'],
    ...conversions.map((each) => [
      each.id,
      each.status,
      `${each.progress} %`,
      each.created_at,
      printable(each.file_name),
      each.target_format,
    ]),
  ]);

function addWatchCommand(program: Command): void {
  withServerOption(program.command('watch'))
    .description('Watch a conversion of a server until it has ended')
    .argument('<id>', 'id of the conversion')
    .option('--json', 'print a line of JSON for each progress, and one for the end')
    .option('-q, --quiet', 'print nothing but the end')
    .addHelpText(
      'after',
      `
Ctrl-C ends the watching; the conversion goes on. A lost connection, or a server that is restarted, is waited for.
${SERVER_HELP}
Examples:
  $ converto watch ${ID}
  $ converto watch ${ID} && converto download ${ID}
${exitHelp(
  EXIT.ok,
  EXIT.badInput,
  EXIT.unsupported,
  EXIT.engineFailure,
  EXIT.files,
  EXIT.unavailable,
  EXIT.incomplete,
  EXIT.refused,
  EXIT.interrupted,
)}`,
    )
    .action((id: string, flags: RemoteFlags & { quiet?: true }) =>
      onServer(flags, async (client, signal) => {
        const bars = createProgressBars(process.stderr, !flags.json && !flags.quiet);
        const bar = bars.start(id);
        try {
          const ended = await client.watch(id, {
            signal,
            onProgress(progress) {
              bar.show(stateOf(progress));
              if (flags.json && !flags.quiet) console.log(JSON.stringify({ type: 'progress', ...progress }));
            },
          });
          bar.end();
          if (flags.json) console.log(JSON.stringify({ type: 'conversion', ...ended }));
          else console.log(summaryOf(ended));
          return exitCodeOfConversion(ended);
        } finally {
          bar.end();
        }
      }),
    );
}

function print(
  conversion: Conversion,
  { json }: RemoteFlags,
  lines: (conversion: Conversion) => string[],
): void {
  console.log(json ? JSON.stringify(conversion) : lines(conversion).join('\n'));
}
