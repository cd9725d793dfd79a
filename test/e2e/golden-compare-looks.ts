import type { Test } from 'tap';
import type { FormatId } from '../../src/domain/formats.ts';
import { holds } from '../../src/engines/format-traits.ts';
import type { ReportBody } from '../../src/routes/report-view.ts';
import { isExactPair } from './golden-compare-figures.ts';
import type { Looks } from './golden-looks.ts';

/** White is what a texture is multiplied with; the grey is what a material has whose file does not tell its colour. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['#ffffff', '#cbcbcb']);
/** Of 255: values are rounded on their way. */
const COLOUR_TOLERANCE = 2;
const COLOURS = ['colours', 'materials', 'vertex colours'] as const;

/** That every name and colour of the source is there, or counted in `report.lost`, and none that the source has not. */
export function compareLooks(
  t: Test,
  seen: Looks,
  expected: Looks,
  report: ReportBody,
  target: FormatId,
): void {
  const lost = (what: string): number => report.lost.find((loss) => loss.what === what)?.count ?? 0;
  const isExact = isExactPair(report.source.format, target);
  const [before, after] = isExact ? [expected.products!, seen.products!] : [expected.names, seen.names];
  const missing = missingOf(before, after);
  t.equal(missing.length, lost('names'), `→ ${target}: names that are not there: ${missing.join(', ')}`);
  // Binary STL has none, and IGES has no assemblies, which have names.
  const holdsEach = holds(target, 'names') && target !== 'stl' && !(isExact && target === 'iges');
  if (holdsEach) t.strictSame(missing, [], `→ ${target}: it holds each name`);
  if (!isExact && after.length > 0 && target !== 'brep')
    t.equal(after.length, report.parts, `→ ${target}: parts`);

  const colours = telling(isExact ? expected.colours : (expected.faceColours ?? expected.colours));
  const seenColours = telling(seen.colours);
  const gone = colours.filter((colour) => !isAmong(colour, seenColours));
  if (isExact)
    t.equal(gone.length, lost('colours'), `→ ${target}: colours that are not there: ${gone.join()}`);
  else if (!COLOURS.some((content) => holds(target, content)))
    t.ok(
      gone.length === 0 || lost('materials') + lost('vertex colours') > 0,
      `→ ${target}: colours are counted as lost`,
    );
  else if (lost('material colours') + lost('vertex colours') === 0)
    t.strictSame(gone, [], `→ ${target}: colours`);
  // A face that has a colour for each vertex gets that of its material where there is only one.
  if (lost('vertex colours') === 0) {
    const invented = seenColours.filter((colour) => !isAmong(colour, colours));
    t.strictSame(invented, [], `→ ${target}: colours that the source has not`);
  }
  const untold = report.colours - seenColours.length;
  t.ok(untold >= 0 && untold <= SAYS_NOTHING.size, `→ ${target}: ${report.colours} colours as reported`);
}

/** With how many times each is there; those without a name are left out. */
function missingOf(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  return before.filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return name !== '' && at < 0;
  });
}

const telling = (colours: readonly string[]): string[] =>
  colours.filter((colour) => !SAYS_NOTHING.has(colour));

const isAmong = (colour: string, colours: readonly string[]): boolean =>
  colours.some((other) =>
    bytesOf(other).every((byte, at) => Math.abs(byte - bytesOf(colour)[at]!) <= COLOUR_TOLERANCE),
  );

const bytesOf = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
