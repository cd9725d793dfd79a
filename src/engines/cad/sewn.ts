import { counted } from '../mesh/read-result.ts';

/** What became of the loose faces of an IGES file, group by group. */
export interface Sewn {
  /** That were made of them. */
  solids: number;
  /** That close nothing, or of which it cannot be proven: left as faces. */
  openGroups: number;
}

/** @param looseFaces of the source */
export function sewingNotes({ solids, openGroups }: Sewn, looseFaces: number): string[] {
  const notes: string[] = [];
  if (solids > 0) {
    notes.push(
      `Loose faces of the IGES file were sewn into ${counted(solids, 'solid')}; area and volume agree.`,
    );
  }
  if (openGroups > 0) {
    const which = solids > 0 ? `${counted(openGroups, 'group')} of faces` : counted(looseFaces, 'loose face');
    notes.push(`The IGES file has ${which} that could not be sewn into a solid; they were kept as they are.`);
  }
  return notes;
}
