import { type LengthUnit, METRES_PER_UNIT, type UpAxis } from '../../../domain/report.ts';
import type { MeshModel, MeshNode, Primitive } from '../model.ts';
import { mapPrimitives } from './map-primitives.ts';
import { type Matrix, multiply, transformNormals, transformPoints } from './matrix.ts';

/**
 * The same model in another unit and with another up-axis. The change C goes into the vertices; a node's matrix M
 * becomes C·M·C⁻¹, so that no extra root node is needed. The model itself where nothing changes.
 */
export function toFrame(model: MeshModel, unit: LengthUnit, upAxis: UpAxis): MeshModel {
  if (model.unit === unit && model.upAxis === upAxis) return model;
  const scale = METRES_PER_UNIT[model.unit] / METRES_PER_UNIT[unit];
  const turn = rotation(model.upAxis, upAxis);
  const change = scaled(turn, scale);
  const inverse = scaled(rotation(upAxis, model.upAxis), 1 / scale);
  const turns = model.upAxis !== upAxis;
  const placePrimitive = (primitive: Primitive): Primitive => ({
    ...primitive,
    positions: transformPoints(change, primitive.positions),
    ...(turns && primitive.normals ? { normals: transformNormals(turn, primitive.normals) } : {}),
  });
  const placeNode = (node: MeshNode): MeshNode =>
    node.matrix ? { ...node, matrix: multiply(multiply(change, node.matrix), inverse) } : node;
  return {
    ...mapPrimitives(model, placePrimitive),
    unit,
    upAxis,
    nodes: model.nodes.map(placeNode),
  };
}

/** About x by a quarter: z-up to y-up takes (x, y, z) to (x, z, -y). */
function rotation(from: UpAxis, to: UpAxis): Matrix {
  if (from === to) return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const up = from === 'z' ? 1 : -1;
  return Float64Array.of(1, 0, 0, 0, 0, 0, -up, 0, 0, up, 0, 0, 0, 0, 0, 1);
}

function scaled(turn: Matrix, scale: number): Matrix {
  return turn.map((value, index) => (index === 15 ? 1 : value * scale));
}
