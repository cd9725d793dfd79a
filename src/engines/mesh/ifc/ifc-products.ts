import type { FlatMesh, PlacedGeometry } from 'web-ifc';
import { type LengthUnit, METRES_PER_UNIT } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { Material, Mesh, Primitive } from '../model.ts';
import { toLinear } from '../tools/colour.ts';
import { joinPrimitives } from '../tools/join-primitives.ts';
import {
  identity,
  inverse,
  type Matrix,
  multiply,
  transformNormals,
  transformPoints,
} from '../tools/matrix.ts';
import type { PlacedProduct } from './ifc-tree.ts';
import type { WebIfc } from './load-web-ifc.ts';

export interface IfcProducts {
  products: PlacedProduct[];
  meshes: Mesh[];
  materials: Material[];
}

/** From web-ifc's world, which is in metres and Y-up, to that of the file, which is Z-up. Column-major. */
const toFileFrame = (unit: LengthUnit): Matrix => {
  const scale = 1 / METRES_PER_UNIT[unit];
  return Float64Array.of(scale, 0, 0, 0, 0, 0, scale, 0, 0, -scale, 0, 0, 0, 0, 0, 1);
};
/** Places within an element that differ by less are the same: a thousandth of a millimetre. */
const PLACE_STEPS = 1e6;

/**
 * Collects what web-ifc streams, in a unit and Z-up. Elements that have the same pieces in the same places (windows of
 * one type) share one mesh. Geometry must be read while it is streamed: `onMesh` of every product.
 * Throws `input_limit_exceeded`.
 */
export function collectProducts(ifc: WebIfc, model: number, unit: LengthUnit, limits: EngineLimits) {
  const frame = toFileFrame(unit);
  const collected: IfcProducts = { products: [], meshes: [], materials: [] };
  const pieces = new Map<number, Primitive>();
  const meshes = new Map<string, number>();
  const materials = new Map<string, number>();
  let triangles = 0;
  let vertices = 0;

  const materialOf = ({ color: { x, y, z, w } }: PlacedGeometry): number => {
    const key = `${x} ${y} ${z} ${w}`;
    const known = materials.get(key);
    if (known !== undefined) return known;
    const material: Material = {
      baseColour: [toLinear(x), toLinear(y), toLinear(z), w],
      metallic: 0,
      roughness: 0.5,
      ...(w < 1 && { alphaMode: 'BLEND' as const }),
    };
    const index = collected.materials.push(material) - 1;
    materials.set(key, index);
    return index;
  };

  const meshOf = (placed: readonly PlacedGeometry[], back: Matrix | undefined): number => {
    const locals = placed.map(({ flatTransformation }, at) =>
      at === 0 && back ? identity() : toLocal(multiply(frame, Float64Array.from(flatTransformation)), back),
    );
    const key = placed
      .map((piece, at) => `${piece.geometryExpressID} ${materialOf(piece)} ${rounded(locals[at]!)}`)
      .join(';');
    const known = meshes.get(key);
    if (known !== undefined) return known;
    const primitives = placed.map((piece, at) => ({
      ...movedBy(locals[at]!, pieces.get(piece.geometryExpressID)!),
      material: materialOf(piece),
    }));
    const index = collected.meshes.push({ primitives: joinedByMaterial(primitives) }) - 1;
    meshes.set(key, index);
    return index;
  };

  const count = (placed: readonly PlacedGeometry[]): void => {
    for (const { geometryExpressID } of placed) {
      const { indices, positions } = pieces.get(geometryExpressID)!;
      triangles += indices.length / 3;
      vertices += positions.length / 3;
    }
    if (triangles > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
    if (vertices > limits.maxVertices) throw tooManyVertices(undefined, limits);
  };

  return {
    collected,
    onMesh({ expressID, geometries }: FlatMesh): void {
      const placed: PlacedGeometry[] = [];
      for (let at = 0; at < geometries.size(); at += 1) {
        const piece = geometries.get(at);
        const id = piece.geometryExpressID;
        if (!pieces.has(id)) pieces.set(id, readPiece(ifc, model, id));
        if (pieces.get(id)!.indices.length > 0) placed.push(piece);
      }
      if (placed.length === 0) return;
      count(placed);
      const world = multiply(frame, Float64Array.from(placed[0]!.flatTransformation));
      const back = inverse(world);
      const mesh = meshOf(placed, back);
      collected.products.push({ id: expressID, mesh, matrix: back ? world : identity() });
    },
  };
}

const toLocal = (world: Matrix, back: Matrix | undefined): Matrix => (back ? multiply(back, world) : world);

const rounded = (matrix: Matrix): string =>
  Array.from(matrix, (value) => Math.round(value * PLACE_STEPS) + 0).join(' ');

/** web-ifc has six floats for each vertex: place and normal. */
function readPiece({ api }: WebIfc, model: number, id: number): Primitive {
  const geometry = api.GetGeometry(model, id) as ReturnType<typeof api.GetGeometry> & { delete(): void };
  const floats = api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize());
  const indices = api.GetIndexArray(geometry.GetIndexData(), geometry.GetIndexDataSize());
  geometry.delete();
  const count = floats.length / 6;
  const positions = new Float32Array(count * 3);
  const normals = new Float32Array(count * 3);
  for (let vertex = 0; vertex < count; vertex += 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      positions[vertex * 3 + axis] = floats[vertex * 6 + axis]!;
      normals[vertex * 3 + axis] = floats[vertex * 6 + 3 + axis]!;
    }
  }
  return { positions, normals, indices: wholeTriangles(indices, positions) };
}

/** Without those that have a corner that is not there or is no finite number. */
function wholeTriangles(indices: Uint32Array, positions: Float32Array): Uint32Array {
  const isCorner = (vertex: number): boolean =>
    vertex * 3 < positions.length &&
    Number.isFinite(positions[vertex * 3]! + positions[vertex * 3 + 1]! + positions[vertex * 3 + 2]!);
  const whole = new Uint32Array(indices.length - (indices.length % 3));
  let kept = 0;
  for (let at = 0; at < whole.length; at += 3) {
    const [a, b, c] = [indices[at]!, indices[at + 1]!, indices[at + 2]!];
    if (!isCorner(a) || !isCorner(b) || !isCorner(c)) continue;
    whole.set([a, b, c], kept);
    kept += 3;
  }
  return whole.slice(0, kept);
}

const movedBy = (matrix: Matrix, piece: Primitive): Primitive =>
  matrix.every((value, at) => value === (at % 5 === 0 ? 1 : 0))
    ? piece
    : {
        positions: transformPoints(matrix, piece.positions),
        normals: transformNormals(matrix, piece.normals!),
        indices: piece.indices,
      };

/** One primitive for each material, in the order in which they appear. */
function joinedByMaterial(primitives: readonly Primitive[]): Primitive[] {
  const groups = new Map<number | undefined, Primitive[]>();
  for (const primitive of primitives) {
    const group = groups.get(primitive.material);
    if (group) group.push(primitive);
    else groups.set(primitive.material, [primitive]);
  }
  return [...groups.values()].map(joinPrimitives);
}
