import type { TSchema } from '@sinclair/typebox';
import { ENVIRONMENT } from '../../src/config.ts';

/** A Markdown table of every environment variable. */
export function configurationTable(): string {
  const rows = Object.entries(ENVIRONMENT.properties as Record<string, TSchema>).map(
    ([name, schema]) =>
      `| \`${name}\` | ${range(schema)} | ${schema.default === '' ? '–' : `\`${schema.default}\``} | ${schema.description} |`,
  );
  return ['| variable | values | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function range(schema: TSchema): string {
  if (schema.enum) return (schema.enum as string[]).map((value) => `\`${value}\``).join(' ');
  if (schema.type === 'boolean') return '`true` `false`';
  if (schema.minimum === undefined || schema.type === 'string') return 'text';
  const upTo = schema.maximum === Number.MAX_SAFE_INTEGER ? ' or more' : ` – ${schema.maximum}`;
  return `${schema.minimum}${upTo}`;
}
