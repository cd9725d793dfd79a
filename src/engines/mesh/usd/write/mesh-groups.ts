import type { Material, Mesh, Primitive } from '../../model.ts';

/** Primitives that are written as one UsdGeomMesh: they have the same attributes and show the same sides. */
export interface MeshGroup {
  primitives: Primitive[];
  doubleSided: boolean;
}

/**
 * A UsdGeomMesh has an attribute for all of its points or for none, and is double-sided as a whole; materials may
 * differ from face to face.
 */
export function groupPrimitives({ primitives }: Mesh, materials: readonly Material[]): MeshGroup[] {
  const groups = new Map<string, MeshGroup>();
  for (const primitive of primitives) {
    const { normals, uvs, colours, material } = primitive;
    const doubleSided = material !== undefined && materials[material]!.doubleSided === true;
    const key = [normals, uvs, colours].map((array) => array !== undefined).join() + doubleSided;
    const group = groups.get(key);
    if (group) group.primitives.push(primitive);
    else groups.set(key, { primitives: [primitive], doubleSided });
  }
  return [...groups.values()];
}
