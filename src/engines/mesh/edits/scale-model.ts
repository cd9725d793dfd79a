import type { MeshModel, Primitive } from '../model.ts';
import { mapPrimitives } from '../tools/map-primitives.ts';

/** Points and the places of nodes are multiplied; the turns and proportions of nodes stay. */
export function scaleModel(model: MeshModel, factor: number): MeshModel {
  const scalePrimitive = (primitive: Primitive): Primitive => ({
    ...primitive,
    positions: primitive.positions.map((value) => value * factor) as Primitive['positions'],
  });
  return {
    ...mapPrimitives(model, scalePrimitive),
    nodes: model.nodes.map((node) =>
      node.matrix === undefined
        ? node
        : { ...node, matrix: node.matrix.map((value, at) => (at >= 12 && at < 15 ? value * factor : value)) },
    ),
  };
}
