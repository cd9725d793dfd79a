import type { MeshModel, Primitive } from '../model.ts';
import { partName } from '../part-names.ts';
import { placedParts } from '../tools/flatten.ts';
import { polygonsJoined } from '../tools/polygons.ts';

/** One part of all parts, where they lie; pieces of one material that have the same attributes become one. */
export function mergeParts(model: MeshModel, name: string): MeshModel {
  const groups = new Map<string, Primitive[]>();
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives) {
      const { material, normals, uvs, colours, positions } = primitive;
      const attributes = [normals, uvs, colours].map((array) => (array === undefined ? '-' : '+')).join('');
      const key = `${material ?? 'none'} ${attributes} ${positions.BYTES_PER_ELEMENT}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [primitive]);
      else group.push(primitive);
    }
  }
  return {
    ...model,
    nodes: [{ name: partName(name), mesh: 0 }],
    meshes: [{ primitives: [...groups.values()].map(joined) }],
  };
}

function joined(group: readonly Primitive[]): Primitive {
  const [first] = group as [Primitive, ...Primitive[]];
  if (group.length === 1) return first;
  const indices = new Uint32Array(group.reduce((sum, each) => sum + each.indices.length, 0));
  let vertex = 0;
  let corner = 0;
  for (const primitive of group) {
    for (const index of primitive.indices) indices[corner++] = index + vertex;
    vertex += primitive.positions.length / 3;
  }
  const polygons = polygonsJoined(group, indices);
  return {
    positions: concatenated(group.map(({ positions }) => positions)),
    indices,
    ...(polygons && { polygons }),
    ...(first.normals && { normals: concatenated(group.map(({ normals }) => normals!)) }),
    ...(first.uvs && { uvs: concatenated(group.map(({ uvs }) => uvs!)) }),
    ...(first.colours && { colours: concatenated(group.map(({ colours }) => colours!)) }),
    ...(first.material === undefined ? {} : { material: first.material }),
  };
}

function concatenated<T extends Float32Array | Float64Array>(arrays: readonly T[]): T {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const all = (arrays[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)) as T;
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
