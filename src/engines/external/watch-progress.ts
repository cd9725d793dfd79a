import vm from 'node:vm';
import type { DeclaredEngine } from './declaration.ts';

/** What is longer is no line about progress. */
const MAX_LINE_LENGTH = 1000;
const MATCH_TIMEOUT_MS = 50;
/** A program may print more than anybody wants to know. */
const INTERVAL_MS = 100;

/**
 * Looks for the number in the last whole line of each piece of output, now and then. The pattern is the
 * administrator's, but the lines are a stranger's: one that takes too long is given up for good.
 */
export function watchProgress(
  { pattern, total = 100 }: NonNullable<DeclaredEngine['progress']>,
  onFraction: (fraction: number) => void,
  now: () => number = performance.now.bind(performance),
): (text: string) => void {
  const context = vm.createContext({ pattern: new RegExp(pattern), line: '' });
  const match = new vm.Script('pattern.exec(line)');
  let rest = '';
  let lookedAt = -INTERVAL_MS;
  let last = 0;
  let isGivenUp = false;
  return (text) => {
    if (isGivenUp) return;
    const lines = (rest + text).split(/[\r\n]+/);
    rest = lines.pop()!.slice(-MAX_LINE_LENGTH);
    if (lines.length === 0 || now() - lookedAt < INTERVAL_MS) return;
    lookedAt = now();
    for (const line of lines.slice(-5).reverse()) {
      if (line.length > MAX_LINE_LENGTH) continue;
      context.line = line;
      let found: RegExpExecArray | null;
      try {
        found = match.runInContext(context, { timeout: MATCH_TIMEOUT_MS }) as RegExpExecArray | null;
      } catch {
        isGivenUp = true;
        return;
      }
      const fraction = Number(found?.[1]) / total;
      if (!(fraction >= last && fraction <= 1)) continue;
      last = fraction;
      onFraction(fraction);
      return;
    }
  };
}
