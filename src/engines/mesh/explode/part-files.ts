import { safeStem } from '../../../domain/file-name.ts';
import { partNames } from '../part-names.ts';

/** Paths of 260 characters are the limit of some systems, and a folder takes its share. */
const LONGEST_STEM_BYTES = 100;

export interface PartFile {
  /** As programs show it: its own, or the model's with a number. */
  partName: string;
  /** Without extension: a number, which makes it the only one, and the name as far as file systems take it. */
  stem: string;
  /** Whether the stem has all of the name. */
  saysName: boolean;
}

/** A file for each part, in order. */
export function partFiles(given: readonly (string | undefined)[], modelName: string): PartFile[] {
  const names = partNames(given, modelName);
  const digits = Math.max(2, String(names.length).length);
  return names.map((partName, index) => {
    const safe = safeStem(partName, LONGEST_STEM_BYTES);
    const number = String(index + 1).padStart(digits, '0');
    return { partName, stem: safe === '' ? number : `${number} ${safe}`, saysName: safe === partName };
  });
}
