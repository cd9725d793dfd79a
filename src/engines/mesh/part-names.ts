import type { Mesh, MeshNode } from './model.ts';

const LONGEST = 200;

/** A name as text formats can hold it: one line, no control characters, no blanks around it, not too long. */
export const partName = (name: string): string =>
  Array.from(name.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim())
    .slice(0, LONGEST)
    .join('');

/** As programs show a node: by its own name, or by that of its mesh. */
export const nodeName = ({ name, mesh }: MeshNode, meshes: readonly Mesh[]): string | undefined =>
  name ?? (mesh === undefined ? undefined : meshes[mesh]!.name);

/** One name for each part: its own, or the model's, numbered where several have none. */
export function partNames(names: readonly (string | undefined)[], modelName: string): string[] {
  let unnamed = 0;
  return names.map((name) => {
    const own = partName(name ?? '');
    if (own !== '') return own;
    unnamed += 1;
    return partName(unnamed === 1 ? modelName : `${modelName}_${unnamed}`) || `part_${unnamed}`;
  });
}
