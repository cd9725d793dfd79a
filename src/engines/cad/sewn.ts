import { counted } from '../mesh/read-result.ts';

/** What became of the loose faces of an IGES file, group by group. */
export interface Sewn {
  /** That were made of them. */
  solids: number;
  /** Of these solids. */
  cavities: number;
  /** That close nothing, or of which it cannot be proven: left as faces. */
  openGroups: number;
}

export const NOTHING_SEWN: Sewn = { solids: 0, cavities: 0, openGroups: 0 };

/**
 * @param looseFaces of the source
 * @param isSame whether nothing is said against the size of the result
 */
export function sewingNotes(
  { solids, cavities, openGroups }: Sewn,
  looseFaces: number,
  isSame = true,
): string[] {
  const notes: string[] = [];
  if (solids > 0) {
    const within = cavities > 0 ? ` with ${cavities === 1 ? '1 cavity' : `${cavities} cavities`}` : '';
    const sizes = isSame ? '; area and volume agree' : '';
    notes.push(`Loose faces of the IGES file were sewn into ${counted(solids, 'solid')}${within}${sizes}.`);
  }
  if (openGroups > 0) {
    const which = solids > 0 ? `${counted(openGroups, 'group')} of faces` : counted(looseFaces, 'loose face');
    notes.push(`The IGES file has ${which} that could not be sewn into a solid; they were kept as they are.`);
  }
  return notes;
}
