import type { MeshModel, Primitive } from '../model.ts';
import { partName } from '../part-names.ts';
import { placedParts } from '../tools/flatten.ts';
import { joinPrimitives } from '../tools/join-primitives.ts';
import { attributesOf } from '../tools/vertex-attributes.ts';

/** One part of all parts, where they lie; pieces of one material that have the same attributes become one. */
export function mergeParts(model: MeshModel, name: string): MeshModel {
  const groups = new Map<string, Primitive[]>();
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives) {
      const { material, positions } = primitive;
      const attributes = attributesOf(primitive).map(({ name }) => name);
      const key = `${material ?? 'none'} ${attributes} ${positions.BYTES_PER_ELEMENT}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [primitive]);
      else group.push(primitive);
    }
  }
  return {
    ...model,
    nodes: [{ name: partName(name), mesh: 0 }],
    meshes: [{ primitives: [...groups.values()].map(joinPrimitives) }],
  };
}
