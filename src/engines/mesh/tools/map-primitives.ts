import type { MeshModel, Primitive } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { bySizes, untold } from './shares.ts';

/** The same model with other primitives; meshes and nodes stay as they are. */
export function mapPrimitives(
  model: MeshModel,
  change: (primitive: Primitive, onFraction: OnFraction) => Primitive,
  onFraction: OnFraction = untold,
): MeshModel {
  const nextPiece = bySizes(countCorners(model), onFraction);
  const changed = (primitive: Primitive): Primitive => {
    const onPiece = nextPiece(primitive.indices.length);
    const made = change(primitive, onPiece);
    onPiece(1);
    return made;
  };
  return {
    ...model,
    meshes: model.meshes.map((mesh) => ({ ...mesh, primitives: mesh.primitives.map(changed) })),
  };
}

/** Of the meshes as they are stored, whether they are shown or not. */
export function countCorners({ meshes }: MeshModel): number {
  let corners = 0;
  for (const { primitives } of meshes) for (const { indices } of primitives) corners += indices.length;
  return corners;
}
