import type { Material, Mesh, Primitive } from '../../model.ts';

/** Primitives that are written as one UsdGeomMesh: all have normals or none has, and they show the same sides. */
export interface MeshGroup {
  primitives: Primitive[];
  doubleSided: boolean;
}

/**
 * A UsdGeomMesh has an attribute for all of its points or for none, and is double-sided as a whole; materials may
 * differ from face to face. Points without colours or texture coordinates get plain ones, or closed bodies would fall
 * apart; normals cannot be had without changing the look.
 */
export function groupPrimitives({ primitives }: Mesh, materials: readonly Material[]): MeshGroup[] {
  const groups = new Map<string, MeshGroup>();
  for (const primitive of primitives) {
    const { normals, material } = primitive;
    const doubleSided = material !== undefined && materials[material]!.doubleSided === true;
    const key = `${normals !== undefined} ${doubleSided}`;
    const group = groups.get(key);
    if (group) group.primitives.push(primitive);
    else groups.set(key, { primitives: [primitive], doubleSided });
  }
  return [...groups.values()];
}
