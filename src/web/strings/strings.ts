import type { en } from './en.ts';

/** The same keys in every language. */
export type Strings = typeof en;

/** By a count; languages without the difference write the same twice. */
export interface Forms {
  one: string;
  other: string;
}

/** `fill('{count} files', { count: 3 })` */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
