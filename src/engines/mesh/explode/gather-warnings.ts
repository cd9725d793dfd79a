import { counted } from '../read-result.ts';

const MOST = 20;

/** Few sentences for many files: those that differ in numbers alone are one. */
export function gatherWarnings() {
  const kinds = new Map<string, { sentence: string; file: string; others: number }>();
  return {
    add(file: string, warnings: readonly string[]): void {
      for (const sentence of warnings) {
        const kind = sentence.replace(/\d+(\.\d+)?(e[+-]?\d+)?/g, '#').replace(/\b(# \p{L}+?)s?\b/gu, '$1');
        const known = kinds.get(kind);
        if (known) known.others += 1;
        else kinds.set(kind, { sentence, file, others: 0 });
      }
    },
    sentences(): string[] {
      const all = [...kinds.values()].map(({ sentence, file, others }) => {
        const more = others > 0 ? `, and ${counted(others, 'other')} like it` : '';
        return `In ${file}${more}: ${sentence}`;
      });
      if (all.length <= MOST) return all;
      return [...all.slice(0, MOST), `${counted(all.length - MOST, 'more warning')} of single parts.`];
    },
  };
}
