import type { OptionSchema, OptionsSchema } from '../api/resource.ts';

/** What a form shows for one option. */
export type Field = {
  name: string;
  /** The server's, in English. */
  help: string;
} & (
  | { kind: 'choice'; choices: readonly string[]; default: string | undefined }
  | { kind: 'switch'; default: boolean }
  | { kind: 'number'; isWhole: boolean; range: Range; default: number | undefined }
  | { kind: 'text'; maxLength: number | undefined }
  | { kind: 'list'; maxItems: number | undefined }
);

export interface Range {
  min: number | undefined;
  max: number | undefined;
  /** The value must be more, not equal. */
  above: number | undefined;
  below: number | undefined;
}

export type Options = Readonly<Record<string, unknown>>;

export type Mistake = { kind: 'number' } | { kind: 'whole' } | { kind: 'range'; range: Range };

/** The fields of a pair, in the server's order. An option of a kind that is not known here is left to its default. */
export const fieldsOf = ({ properties = {} }: OptionsSchema): readonly Field[] =>
  Object.entries(properties).flatMap(([name, schema]) => fieldOf(name, schema) ?? []);

function fieldOf(name: string, schema: OptionSchema): Field | undefined {
  const common = { name, help: schema.description ?? '' };
  const choices = schema.enum;
  if (choices?.every((each) => typeof each === 'string')) {
    const chosen = typeof schema.default === 'string' ? schema.default : undefined;
    return { ...common, kind: 'choice', choices, default: chosen };
  }
  switch (schema.type) {
    case 'boolean':
      return { ...common, kind: 'switch', default: schema.default === true };
    case 'number':
    case 'integer':
      return {
        ...common,
        kind: 'number',
        isWhole: schema.type === 'integer',
        range: {
          min: schema.minimum,
          max: schema.maximum,
          above: schema.exclusiveMinimum,
          below: schema.exclusiveMaximum,
        },
        default: typeof schema.default === 'number' ? schema.default : undefined,
      };
    case 'string':
      return { ...common, kind: 'text', maxLength: schema.maxLength };
    case 'array':
      return schema.items?.type === 'string'
        ? { ...common, kind: 'list', maxItems: schema.maxItems }
        : undefined;
    default:
      return undefined;
  }
}

/** What an input shows for a value that was set; '' where none was. */
export function textOf(field: Field, value: unknown): string {
  if (field.kind === 'list') return Array.isArray(value) ? value.join('\n') : '';
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

/** What a person typed, as the value of the option; undefined where it is empty: the default. */
export function readText(field: Field, text: string): { value: unknown } | { mistake: Mistake } {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  if (field.kind === 'list')
    return {
      value: trimmed
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    };
  if (field.kind !== 'number') return { value: trimmed };
  const value = Number(trimmed.replace(',', '.'));
  if (!Number.isFinite(value)) return { mistake: { kind: 'number' } };
  if (field.isWhole && !Number.isInteger(value)) return { mistake: { kind: 'whole' } };
  return isWithin(value, field.range) ? { value } : { mistake: { kind: 'range', range: field.range } };
}

const isWithin = (value: number, { min, max, above, below }: Range): boolean =>
  !(value < (min ?? -Infinity)) &&
  !(value > (max ?? Infinity)) &&
  !(above !== undefined && value <= above) &&
  !(below !== undefined && value >= below);

/** Only what differs from the defaults, so that an upload says what a person chose and no more. */
export function changedOptions(fields: readonly Field[], options: Options): Options {
  const changed = fields.flatMap((field): [string, unknown][] => {
    const value = options[field.name];
    const isDefault = value === undefined || ('default' in field && value === field.default);
    return isDefault ? [] : [[field.name, value]];
  });
  return Object.fromEntries(changed);
}

/** Choices, switches and numbers fit the next file, too; names of parts or files are those of one model. */
export const lastingOptions = (fields: readonly Field[], options: Options): Options =>
  Object.fromEntries(
    fields
      .filter(({ kind, name }) => kind !== 'text' && kind !== 'list' && options[name] !== undefined)
      .map(({ name }) => [name, options[name]]),
  );

/** Without what the schema does not allow any more: it may be newer than what was remembered. */
export function validOptions(fields: readonly Field[], options: Options): Options {
  const isValid = (field: Field, value: unknown): boolean => {
    switch (field.kind) {
      case 'choice':
        return typeof value === 'string' && field.choices.includes(value);
      case 'switch':
        return typeof value === 'boolean';
      case 'number':
        return (
          typeof value === 'number' &&
          (!field.isWhole || Number.isInteger(value)) &&
          isWithin(value, field.range)
        );
      case 'text':
        return typeof value === 'string' && value !== '';
      case 'list':
        return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
    }
  };
  return Object.fromEntries(
    fields.filter((field) => isValid(field, options[field.name])).map(({ name }) => [name, options[name]]),
  );
}
