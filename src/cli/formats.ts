import type { Command } from 'commander';
import type { Capability } from '../domain/engine-port.ts';
import { FORMATS, type Format, findFormat } from '../domain/formats.ts';
import { Problem } from '../domain/problem.ts';
import { describeCliFailure } from './cli-failure.ts';
import { tolerateClosedPipes } from './closed-pipe.ts';
import { localCapabilities } from './local-engine.ts';
import { optionsOf } from './option-values.ts';
import { pairTable } from './pair-table.ts';
import { findPair } from './plan-conversion.ts';

const HELP = `
Examples:
  $ converto formats              which formats become which, how, and by which engine
  $ converto formats step         what STEP becomes
  $ converto formats step stl     the options of one pair

How:
  exact        surfaces stay surfaces
  tessellated  surfaces become triangles
  mesh         triangles stay triangles
  faceted      triangles become flat faces of solids
`;

export function addFormatsCommand(program: Command): void {
  program
    .command('formats')
    .description('List what converts to what')
    .argument('[source]', 'only from this format')
    .argument('[target]', 'only to this format, with its options')
    .option('--json', 'print one JSON document, with the schema of the options of each pair')
    .addHelpText('after', HELP)
    .action((source: string | undefined, target: string | undefined, { json }: { json?: true }) => {
      tolerateClosedPipes();
      try {
        const pairs = select(source, target);
        if (json) console.log(JSON.stringify({ data: pairs.map(pairDocument) }, undefined, 2));
        else console.log((target === undefined ? pairTable(pairs) : pairs.flatMap(optionLines)).join('\n'));
      } catch (error) {
        const { detail, code, exitCode } = describeCliFailure(error);
        console.error(`converto: ${detail} (${code})`);
        process.exitCode = exitCode;
      }
    });
}

function select(source: string | undefined, target: string | undefined): readonly Capability[] {
  const all = localCapabilities(); // which makes declared formats known
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

function formatNamed(name: string, code: 'source_format_unknown' | 'target_format_unknown'): Format {
  const format = findFormat(name);
  if (format !== undefined) return format;
  throw new Problem(code, {
    detail: `"${name}" is no known format. Known formats: ${Object.keys(FORMATS).join(', ')}.`,
  });
}
