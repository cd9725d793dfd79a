import type { Command } from 'commander';
import type { Capability } from '../domain/engine-port.ts';
import { FORMATS } from '../domain/formats.ts';
import { describeCliFailure } from './cli-failure.ts';
import { tolerateClosedPipes } from './closed-pipe.ts';
import { findPair } from './convert/plan-conversion.ts';
import { formatNamed } from './format-of.ts';
import { localCapabilities } from './local-engine.ts';
import { optionsOf } from './option-values.ts';
import { pairTable } from './pair-table.ts';
import { connectTo, namedServer, type ServerFlags, withServerOption } from './remote/server.ts';
import { tellFailure } from './tell-failure.ts';

const HELP = `
Examples:
  $ converto formats              which formats become which, how, and by which engine
  $ converto formats step         what STEP becomes
  $ converto formats step stl     the options of one pair
  $ converto formats --server https://converto.example

How:
  exact        surfaces stay surfaces
  tessellated  surfaces become triangles
  mesh         triangles stay triangles
  faceted      triangles become flat faces of solids
`;

export function addFormatsCommand(program: Command): void {
  withServerOption(program.command('formats'))
    .description('List what converts to what, here or on a server')
    .argument('[source]', 'only from this format')
    .argument('[target]', 'only to this format, with its options')
    .option('--json', 'print one JSON document, with the schema of the options of each pair')
    .addHelpText('after', HELP)
    .option('--local', 'what converts here, although CONVERTO_URL is set')
    .action(async (source: string | undefined, target: string | undefined, flags: FormatsFlags) => {
      const { json } = flags;
      tolerateClosedPipes();
      try {
        const pairs = select(await capabilitiesOf(flags), source, target);
        if (json) console.log(JSON.stringify({ data: pairs.map(pairDocument) }, undefined, 2));
        else console.log((target === undefined ? pairTable(pairs) : pairs.flatMap(optionLines)).join('\n'));
      } catch (error) {
        const failure = describeCliFailure(error);
        tellFailure(failure, json ? { json } : {});
        process.exitCode = failure.exitCode;
      }
    });
}

interface FormatsFlags extends ServerFlags {
  json?: true;
  local?: true;
}

async function capabilitiesOf(flags: FormatsFlags): Promise<readonly Capability[]> {
  const server = flags.local ? undefined : namedServer(flags);
  if (server === undefined) return localCapabilities(); // which makes declared formats known
  const { capabilityOf } = await import('./remote/remote-converter.ts');
  return (await (await connectTo(server)).formats()).map(capabilityOf);
}

function select(
  all: readonly Capability[],
  source: string | undefined,
  target: string | undefined,
): readonly Capability[] {
  if (source === undefined) return all;
  const from = formatNamed(source, 'source_format_unknown');
  if (target === undefined) return all.filter((pair) => pair.source === from.id);
  return [findPair({ capabilities: () => all }, from, formatNamed(target, 'target_format_unknown'))];
}

const pairDocument = ({ optionsSchema, checkOptions: _, ...pair }: Capability): object => ({
  ...pair,
  options_schema: optionsSchema,
});

const TYPE_TEXTS: Readonly<Record<string, string>> = { boolean: 'true|false', array: '<text>,<text>…' };

function optionLines(pair: Capability): string[] {
  const title = `${FORMATS[pair.source].name} → ${FORMATS[pair.target].name}: ${pair.fidelity}, by ${pair.engine}`;
  const rows = Object.entries(optionsOf(pair)).flatMap(([name, option]) => [
    '',
    `  ${name}=${option.enum?.join('|') ?? TYPE_TEXTS[option.type ?? ''] ?? `<${option.type}>`}${option.default === undefined ? '' : ` (default ${option.default})`}`,
    `      ${option.description ?? ''}`,
  ]);
  const contents = [
    ...(pair.kept.length === 0 ? [] : [`  keeps ${pair.kept.join(', ')}`]),
    ...(pair.lost.length === 0 ? [] : [`  loses ${pair.lost.join(', ')}`]),
  ];
  return [title, ...contents, ...(rows.length === 0 ? ['  takes no options'] : rows)];
}
