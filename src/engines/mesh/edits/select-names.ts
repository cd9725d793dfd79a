import { Problem } from '../../../domain/problem.ts';
import { counted } from '../read-result.ts';

const NAMES_IN_MESSAGE = 20;

/** @param names in which `*` stands for any text */
export function nameMatcher(names: readonly string[]): (name: string) => boolean {
  const matchers = names.map((pattern) => {
    const pieces = pattern.split('*');
    return pieces.length === 1 ? (name: string) => name === pattern : (name: string) => fits(name, pieces);
  });
  return (name) => matchers.some((matches) => matches(name));
}

/** The pieces stand in the name in this order, the first at its start and the last at its end. No backtracking. */
function fits(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** What a report says of a selection; nothing where it left nothing out. */
export const selectionNotes = (kept: number, all: number): string[] =>
  kept < all ? [`${kept} of ${counted(all, 'part')} selected; the others were left out.`] : [];

/**
 * `selection_empty`, with the names that there are.
 * @param has what a part must have to be shown: `triangles`
 */
export function nothingSelected(
  asked: readonly string[],
  names: readonly (string | undefined)[],
  has: string,
): Problem {
  const known = [...new Set(names.filter((name) => name !== undefined && name !== ''))];
  const some = known.slice(0, NAMES_IN_MESSAGE).map((name) => JSON.stringify(name?.slice(0, 80)));
  const more = known.length > some.length ? ` and ${known.length - some.length} more` : '';
  const there =
    known.length === 0 ? 'The parts of this model have no names.' : `It has ${some.join(', ')}${more}.`;
  return new Problem('selection_empty', {
    detail: `No part with ${has} is called ${asked
      .slice(0, NAMES_IN_MESSAGE)
      .map((name) => JSON.stringify(name.slice(0, 80)))
      .join(' or ')}. ${there}`,
  });
}
