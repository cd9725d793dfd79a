import type { Material } from '../model.ts';
import { partName } from '../part-names.ts';
import { NO_MATERIAL } from './obj-parts.ts';

/** A different name without blanks for each material: many programs read only one word behind `usemtl`. */
export function materialNames(materials: readonly Material[]): string[] {
  const taken = new Set([NO_MATERIAL, 'None']);
  return materials.map(({ name }) => {
    const own = objName(partName(name ?? '').replace(/\s+/gu, '_')) || 'material';
    let different = own;
    for (let number = 2; taken.has(different); number += 1) different = `${own}_${number}`;
    taken.add(different);
    return different;
  });
}

/** A backslash at the end of a line would join it to the next one. */
export const objName = (name: string): string => name.replace(/\\+$/u, '_');
