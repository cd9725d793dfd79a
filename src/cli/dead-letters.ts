import type { Command } from 'commander';
import type { OpenedDeadLetters } from '../open-dead-letters.ts';
import {
  type Chosen,
  discardDeadLetters,
  type ListedLetter,
  listDeadLetters,
  type Outcome,
  replayDeadLetters,
} from '../use-cases/dead-letters.ts';
import { alignColumns } from './align-columns.ts';
import { CliFailure, describeCliFailure, failureDocument } from './cli-failure.ts';
import { tolerateClosedPipes } from './closed-pipe.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { wholeNumber } from './option-parsers.ts';

const HELP = `
A dead letter is an announcement that was set aside: its conversion failed for a cause outside the model (a lost worker, a
full disk, an engine that crashes), it was delivered too often, or it is none of converto's. Needs MONGODB_URL, AMQP_URL
and the storage of the workers.

Examples:
  $ converto dead-letters list
  $ converto dead-letters replay 67441d0f9c1e2a0b3c4d5e6f
  $ converto dead-letters replay --all --json
  $ converto dead-letters discard --all

Exit codes:
  0    done
  2    the command line or the configuration is wrong
  7    MongoDB, RabbitMQ or the storage cannot be reached
  8    a letter was kept, or there is none with an id that was given
`;

interface Flags {
  all?: true;
  json?: true;
}

/** Acts on the letters and prints; a failure is printed by who calls it. */
type Act = (opened: OpenedDeadLetters) => Promise<ExitCode>;

export function addDeadLettersCommand(program: Command): void {
  const command = program
    .command('dead-letters')
    .description('List, replay or discard announcements that were set aside')
    .addHelpText('after', HELP);
  command
    .command('list')
    .description('Show the oldest and take none away; meanwhile no other reader gets them')
    .option('--limit <number>', 'how many', (text) => wholeNumber(text, 10_000), 100)
    .option('--json', 'print one JSON document')
    .action((flags: Flags & { limit: number }) => run(flags, () => (opened) => list(opened, flags)));
  choosing(command, 'replay')
    .description('Convert anew what failed, announce again what still waits, drop what has ended')
    .action((ids: string[], flags: Flags) =>
      run(flags, () => {
        const chosen = choose(ids, flags);
        return ({ parts, letters }) => report(replayDeadLetters(parts, letters, chosen), chosen, flags);
      }),
    );
  choosing(command, 'discard')
    .description('Take letters away; their conversions stay as they are')
    .action((ids: string[], flags: Flags) =>
      run(flags, () => {
        const chosen = choose(ids, flags);
        return ({ letters }) => report(discardDeadLetters(letters, chosen), chosen, flags);
      }),
    );
}

const choosing = (parent: Command, name: string): Command =>
  parent
    .command(name)
    .argument('[id...]', 'those of these ids')
    .option('--all', 'all of them')
    .option('--json', 'print one JSON document');

/** @param prepare refuses a wrong command line before anything is connected */
async function run({ json }: Flags, prepare: () => Act): Promise<void> {
  tolerateClosedPipes();
  try {
    const act = prepare();
    const { openDeadLetters } = await import('../open-dead-letters.ts'); // the other commands need no driver
    const opened = await openDeadLetters(process.env);
    try {
      process.exitCode = await act(opened);
    } finally {
      await opened.close();
    }
  } catch (error) {
    const failure = describeCliFailure(error);
    if (json) print(failureDocument(failure));
    else console.error(`converto: ${failure.detail} (${failure.code})`);
    process.exitCode = failure.exitCode;
  }
}

function choose(ids: readonly string[], { all }: Flags): Chosen {
  if (all && ids.length === 0) return 'all';
  if (!all && ids.length > 0) return new Set(ids);
  throw new CliFailure('usage', 'Name the ids, or say --all for all of them.', EXIT.usage);
}

async function list({ parts, letters }: OpenedDeadLetters, { json, limit }: Flags & { limit: number }) {
  const listed = await listDeadLetters(parts, letters, limit);
  if (json) print({ data: listed.map(letterDocument), total: letters.waiting });
  else if (listed.length === 0) console.log('There are no dead letters.');
  else {
    const rows = listed.map(({ id, at, status, reason }) => [
      id ?? '–',
      whenOf(at) ?? '–',
      status ?? '–',
      reason,
    ]);
    console.log(alignColumns([['ID', 'SINCE', 'STATUS', 'REASON'], ...rows]).join('\n'));
    const more = letters.waiting - listed.length;
    if (more > 0) console.error(`${more} more; --limit shows them.`);
  }
  return EXIT.ok;
}

/** Says what became of each letter as it happens, or of all in one document, also where it fails in between. */
async function report(outcomes: AsyncIterable<Outcome>, chosen: Chosen, { json }: Flags): Promise<ExitCode> {
  const done: Outcome[] = [];
  try {
    for await (const outcome of outcomes) {
      done.push(outcome);
      if (!json) console.log(`${outcome.id ?? '–'} ${outcome.outcome}: ${outcome.detail}`);
    }
  } catch (error) {
    if (!json) throw error;
    const failure = describeCliFailure(error);
    print({ ...failureDocument(failure), data: done.map(outcomeDocument) });
    return failure.exitCode;
  }
  const missing =
    chosen === 'all' ? [] : [...chosen].filter((id) => !done.some((outcome) => outcome.id === id));
  if (json) print({ data: done.map(outcomeDocument), missing });
  else for (const id of missing) console.error(`converto: there is no dead letter of ${id}`);
  return missing.length > 0 || done.some(({ outcome }) => outcome === 'kept') ? EXIT.incomplete : EXIT.ok;
}

const whenOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

const letterDocument = ({ id, reason, at, status }: ListedLetter): object => ({
  id: id ?? null,
  dead_since: whenOf(at) ?? null,
  status: status ?? null,
  reason,
});

const outcomeDocument = ({ id, outcome, detail, newId }: Outcome): object => ({
  id: id ?? null,
  outcome,
  detail,
  new_id: newId ?? null,
});

const print = (document: object) => console.log(JSON.stringify(document, undefined, 2));
