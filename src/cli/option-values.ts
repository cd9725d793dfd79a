import type { Capability } from '../domain/engine-port.ts';
import { Problem } from '../domain/problem.ts';
import { CliFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';

interface OptionSchema {
  type?: string;
  enum?: readonly unknown[];
  default?: unknown;
  description?: string;
}

/** The options of one pair, by name. */
export const optionsOf = ({ optionsSchema }: Capability): Readonly<Record<string, OptionSchema>> =>
  (optionsSchema as { properties?: Record<string, OptionSchema> }).properties ?? {};

/**
 * @param given `key=value` texts of the command line; a list may be given in several
 * @returns values of the types that the pair asks for
 * @throws CliFailure where a text is no `key=value`; Problem `options_invalid` where the pair does not take it
 */
export function parseOptionValues(capability: Capability, given: readonly string[]): Record<string, unknown> {
  const known = optionsOf(capability);
  const options: Record<string, unknown> = {};
  for (const text of given) {
    const key = keyOf(text);
    if (key === '') throw usage(`"--option ${text}" is no key=value.`);
    if (!Object.hasOwn(known, key)) throw invalid(capability, `There is no option "${key}".`);
    const value = coerce(text.slice(text.indexOf('=') + 1).trim(), known[key]?.type);
    const before = options[key];
    if (Array.isArray(before) && Array.isArray(value)) options[key] = [...before, ...value];
    else if (before === undefined) options[key] = value;
    else throw usage(`The option "${key}" is given twice.`);
  }
  const [first] = capability.checkOptions(options);
  if (first !== undefined)
    throw invalid(capability, `${first.pointer.replace('/options/', '')}: ${first.detail}`);
  return options;
}

/** As `parseOptionValues`, for options that say how the source is to be read and nothing else. */
export function parseSourceOptions(
  capability: Capability,
  given: readonly string[],
): Record<string, unknown> {
  const { sourceOptions, source } = capability;
  const other = given.map(keyOf).find((key) => key !== '' && !sourceOptions.includes(key));
  if (other === undefined) return parseOptionValues(capability, given);
  const possible = sourceOptions.length === 0 ? 'None says' : `${sourceOptions.join(', ')} say`;
  throw new Problem('options_invalid', {
    detail: `"${other}" says nothing about how ${source} is to be read. ${possible} that.`,
  });
}

/** Empty where the text is no `key=value`. */
const keyOf = (text: string): string => text.slice(0, Math.max(0, text.indexOf('='))).trim();

/** Leaves a text that is not of the type as it is: the check of the schema says what is expected. */
function coerce(text: string, type: string | undefined): unknown {
  if ((type === 'number' || type === 'integer') && text !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (type === 'array') return listItems(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** What stands between commas; `\,` is a comma within an item. */
const listItems = (text: string): string[] =>
  text
    .split(/(?<!\\),/)
    .map((item) => item.replaceAll('\\,', ',').trim())
    .filter((item) => item !== '');

function invalid(capability: Capability, what: string): Problem {
  const names = Object.keys(optionsOf(capability));
  const pair = `${capability.source} → ${capability.target}`;
  const hint = names.length === 0 ? `${pair} takes no options.` : `${pair} takes ${names.join(', ')}.`;
  return new Problem('options_invalid', { detail: `${what} ${hint}` });
}

const usage = (detail: string): CliFailure => new CliFailure('usage', detail, EXIT.usage);
