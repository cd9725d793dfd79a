import type { Format, Formats, Pair } from '../api/resource.ts';

/** What this server converts. */
export interface Catalogue {
  /** By the last extension of a name. */
  sourceOf(fileName: string): Format | undefined;
  targetsOf(source: string): readonly Pair[];
  pair(source: string, target: string): Pair | undefined;
  /** Every extension that is read, in the server's order. */
  readonly extensions: readonly string[];
  /** In the order of the server; for a choice of one target for many files. */
  commonTargets(sources: readonly string[]): readonly string[];
}

export function createCatalogue({ formats, data }: Formats): Catalogue {
  const sources = new Set(data.map(({ source }) => source));
  const read = formats.filter(({ id }) => sources.has(id));
  const byExtension = new Map(read.flatMap((format) => format.extensions.map((each) => [each, format])));
  const bySource = grouped(data);
  const targetsOf = (source: string) => bySource.get(source) ?? [];
  return {
    sourceOf: (fileName) => byExtension.get(extensionOf(fileName)),
    targetsOf,
    pair: (source, target) => targetsOf(source).find((pair) => pair.target === target),
    extensions: [...byExtension.keys()],
    commonTargets(wanted) {
      const [first = '', ...others] = [...new Set(wanted)];
      return targetsOf(first)
        .map(({ target }) => target)
        .filter((target) =>
          others.every((source) => targetsOf(source).some((pair) => pair.target === target)),
        );
    },
  };
}

/** With its dot, in lower case; '' where there is none. */
export function extensionOf(fileName: string): string {
  const at = fileName.lastIndexOf('.');
  return at > 0 && at < fileName.length - 1 ? fileName.slice(at).toLowerCase() : '';
}

function grouped(pairs: readonly Pair[]): Map<string, Pair[]> {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) groups.set(pair.source, [...(groups.get(pair.source) ?? []), pair]);
  return groups;
}
