import type { MeshModel, Primitive } from '../model.ts';

/** The same model with other primitives; meshes and nodes stay as they are. */
export const mapPrimitives = (model: MeshModel, change: (primitive: Primitive) => Primitive): MeshModel => ({
  ...model,
  meshes: model.meshes.map((mesh) => ({ ...mesh, primitives: mesh.primitives.map(change) })),
});
