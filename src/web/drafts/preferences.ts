import type { KeyValueStorage } from '../conversions/remembered.ts';
import type { Options } from '../options/fields.ts';

/** What was chosen for the files before: proposed for the next. */
export interface Preferences {
  target(source: string): string | undefined;
  setTarget(source: string, target: string): void;
  options(source: string, target: string): Options;
  setOptions(source: string, target: string, options: Options): void;
}

export const TARGETS_KEY = 'converto.targets';
export const OPTIONS_KEY = 'converto.options';

export function createPreferences(storage: KeyValueStorage): Preferences {
  const read = (key: string) => parse(storage.getItem(key));
  const write = (key: string, name: string, value: unknown) =>
    storage.setItem(key, JSON.stringify({ ...read(key), [name]: value }));
  return {
    target(source) {
      const target = read(TARGETS_KEY)[source];
      return typeof target === 'string' ? target : undefined;
    },
    setTarget: (source, target) => write(TARGETS_KEY, source, target),
    options(source, target) {
      const options = read(OPTIONS_KEY)[`${source} ${target}`];
      return typeof options === 'object' && options !== null ? (options as Options) : {};
    },
    setOptions: (source, target, options) => write(OPTIONS_KEY, `${source} ${target}`, options),
  };
}

function parse(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
