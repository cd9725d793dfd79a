import type { TSchema } from '@sinclair/typebox';
import type { Capability } from '../../src/domain/engine-port.ts';
import { FORMAT_IDS, FORMATS, type FormatId } from '../../src/domain/formats.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { proofTable } from './proof-table.ts';

/** The matrix of formats and the options of each pair. */
export function formatsPage(): string {
  const capabilities = listCapabilities();
  const cell = (source: string, target: string) =>
    capabilities.find((one) => one.source === source && one.target === target)?.fidelity ?? '–';
  const sources = FORMAT_IDS.filter((id) => capabilities.some(({ source }) => source === id));
  const targets = FORMAT_IDS.filter((id) => capabilities.some(({ target }) => target === id));
  return [
    '# Formats',
    '',
    '<!-- Generated from the engine catalogue by "npm run docs". -->',
    '',
    `| from \\ to | ${targets.join(' | ')} |`,
    `|---|${targets.map(() => '---|').join('')}`,
    ...sources.map(
      (source) => `| **${source}** | ${targets.map((target) => cell(source, target)).join(' | ')} |`,
    ),
    '',
    '**exact**: surfaces to surfaces (B-rep) · **tessellated**: surfaces to triangles · **mesh**: triangles to triangles ·',
    '**faceted**: triangles to flat faces, one solid for each closed body. Where both formats are the same, the file is',
    'normalised: read, checked and written anew.',
    '',
    '| format | extensions | media type | kept from it by a target that has it too | lost by others |',
    '|---|---|---|---|---|',
    ...FORMAT_IDS.filter((id) => sources.includes(id) || targets.includes(id)).map(formatRow(capabilities)),
    '',
    '## Options',
    'Sent as one JSON object in the form field `options`, or as `--option name=value` on the command line.',
    '',
    '| option | values | default | pairs | meaning |',
    '|---|---|---|---|---|',
    ...optionRows(capabilities),
    '',
    ...proofTable(targets),
  ].join('\n');
}

const formatRow = (capabilities: readonly Capability[]) => (id: FormatId) => {
  const { name, extensions, mediaType } = FORMATS[id];
  const pairs = capabilities.filter(({ source }) => source === id);
  const contents = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].join(', ') || '–';
  const kept = contents(pairs.map((pair) => pair.kept));
  const lost = contents(pairs.map((pair) => pair.lost));
  return `| ${name} | ${extensions.join(' ')} | ${mediaType} | ${kept} | ${lost} |`;
};

function optionRows(capabilities: readonly Capability[]): string[] {
  const rows = new Map<string, { schema: TSchema; sources: Set<string>; targets: Set<string> }>();
  for (const { source, target, optionsSchema } of capabilities) {
    for (const [name, schema] of Object.entries(
      (optionsSchema as TSchema).properties as Record<string, TSchema>,
    )) {
      const key = `${name} ${JSON.stringify(schema)}`;
      const row = rows.get(key) ?? { schema, sources: new Set(), targets: new Set() };
      row.sources.add(source);
      row.targets.add(target);
      rows.set(key, row);
    }
  }
  return [...rows].map(([key, { schema, sources, targets }]) => {
    const name = key.slice(0, key.indexOf(' '));
    return `| \`${name}\` | ${valuesOf(schema)} | ${schema.default ?? '–'} | ${[...sources].join(', ')} → ${[...targets].join(', ')} | ${schema.description} |`;
  });
}

function valuesOf(schema: TSchema): string {
  if (schema.enum) return (schema.enum as string[]).join(', ');
  if (schema.type === 'boolean') return 'true, false';
  if (schema.type === 'string') return 'a text';
  return schema.type === 'array' ? 'a list of texts' : numberRange(schema);
}

const numberRange = ({ exclusiveMinimum, minimum, maximum }: TSchema): string =>
  `${exclusiveMinimum === undefined ? `from ${minimum}` : `above ${exclusiveMinimum}`} to ${maximum}`;
