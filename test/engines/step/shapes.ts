import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import type { Material, Mesh, MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { CUBE_FACES } from '../../support/cube.ts';

export const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 1e7, maxVertices: 1e7, maxFacetedFaces: 50_000 };

export interface BoxOptions {
  at?: [number, number, number];
  size?: number;
  /** How many of the six faces to leave out. */
  open?: number;
  insideOut?: boolean;
  material?: number;
}

/** Shared corners: 8 points, 12 triangles, counter-clockwise seen from outside. */
export function box({
  at = [0, 0, 0],
  size = 10,
  open = 0,
  insideOut = false,
  material,
}: BoxOptions = {}): Primitive {
  const positions = Float64Array.from(
    { length: 24 },
    (_, i) => at[i % 3]! + (((i / 3) >> (i % 3)) & 1) * size,
  );
  const faces = CUBE_FACES.slice(0, 6 - open);
  const triangles = faces.flatMap(([a, b, c, d]) => (insideOut ? [a, c, b, a, d, c] : [a, b, c, a, c, d]));
  const primitive: Primitive = { positions, indices: Uint32Array.from(triangles) };
  return material === undefined ? primitive : { ...primitive, material };
}

/** Every triangle with its own three vertices, in 32 bits, as an STL has them. */
export function soup({ positions, indices }: Primitive): Primitive {
  const corners = Float32Array.from([...indices].flatMap((v) => [...positions.subarray(v * 3, v * 3 + 3)]));
  return { positions: corners, indices: Uint32Array.from(indices.keys()) };
}

/** Two primitives as one. */
export function joined(...primitives: Primitive[]): Primitive {
  const positions = primitives.flatMap((primitive) => [...primitive.positions]);
  let offset = 0;
  const indices = primitives.flatMap((primitive) => {
    const moved = [...primitive.indices].map((index) => index + offset);
    offset += primitive.positions.length / 3;
    return moved;
  });
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

export const colour = (r: number, g: number, b: number, alpha = 1): Material => ({
  baseColour: [r, g, b, alpha],
  metallic: 0,
  roughness: 1,
});

/** One node for each mesh, in millimetres, Z-up. */
export function modelOf(meshes: Mesh[], rest: Partial<MeshModel> = {}): MeshModel {
  return {
    unit: 'mm',
    upAxis: 'z',
    unitKnown: true,
    nodes: meshes.map((_, mesh) => ({ mesh })),
    meshes,
    materials: [],
    images: [],
    ...rest,
  };
}

export const modelOfOne = (...primitives: Primitive[]): MeshModel => modelOf([{ primitives }]);
