import { type Mesh, type MeshModel, type MeshNode, type Primitive, polygonsOf } from '../model.ts';
import { determinant, type Matrix, multiply, transformNormals, transformPoints } from './matrix.ts';
import { polygonsTurnedOver } from './polygons.ts';

/** The place of each node in the world; undefined: where its mesh lies already. */
export function worldMatrices(nodes: readonly MeshNode[]): (Matrix | undefined)[] {
  const world: (Matrix | undefined)[] = [];
  for (const { parent, matrix } of nodes) {
    const above = parent === undefined ? undefined : world[parent];
    world.push(above && matrix ? multiply(above, matrix) : (above ?? matrix));
  }
  return world;
}

/** How many triangles and vertices there will be once every instance has its own. */
export function countFlattened(model: MeshModel): { triangles: number; vertices: number } {
  let triangles = 0;
  let vertices = 0;
  for (const { mesh } of model.nodes) {
    if (mesh === undefined) continue;
    for (const { indices, positions } of model.meshes[mesh]!.primitives) {
      triangles += indices.length / 3;
      vertices += positions.length / 3;
    }
  }
  return { triangles, vertices };
}

/** A node that shows a mesh, with the vertices where they lie in the world. */
export interface Part {
  name?: string;
  primitives: Primitive[];
}

/** One part for each node that shows a mesh, in order; only one is in memory unless the caller keeps them. */
export function* placedParts(model: MeshModel): Generator<Part> {
  const world = worldMatrices(model.nodes);
  for (const [index, node] of model.nodes.entries()) {
    if (node.mesh === undefined) continue;
    const mesh = model.meshes[node.mesh]!;
    const matrix = world[index];
    const name = node.name ?? mesh.name;
    const primitives = matrix ? mesh.primitives.map((each) => placed(each, matrix)) : mesh.primitives;
    yield name === undefined ? { primitives } : { name, primitives };
  }
}

/**
 * Resolves the tree and its instances: one root node without a matrix for each part. Meshes that need not move are
 * shared with the given model.
 */
export function flatten(model: MeshModel): MeshModel {
  const nodes: MeshNode[] = [];
  const meshes: Mesh[] = [];
  for (const { name, primitives } of placedParts(model)) {
    nodes.push(name === undefined ? { mesh: meshes.length } : { name, mesh: meshes.length });
    meshes.push({ primitives });
  }
  return { ...model, nodes, meshes };
}

/** As `flatten`, but the tree stays: its nodes have no matrix any more, and each that shows a mesh has its own. */
export function settle(model: MeshModel): MeshModel {
  const { nodes: parts, meshes } = flatten(model);
  let next = 0;
  const nodes = model.nodes.map(({ matrix, ...node }) =>
    node.mesh === undefined ? node : { ...node, ...parts[next++] },
  );
  return { ...model, nodes, meshes };
}

function placed(primitive: Primitive, matrix: Matrix): Primitive {
  const moved = {
    ...primitive,
    positions: transformPoints(matrix, primitive.positions),
    ...(primitive.normals ? { normals: transformNormals(matrix, primitive.normals) } : {}),
  };
  if (determinant(matrix) >= 0) return moved;
  const indices = turnedOver(primitive.indices);
  const polygons = polygonsOf(primitive);
  return { ...moved, indices, ...(polygons && { polygons: polygonsTurnedOver(polygons, indices) }) };
}

/** A mirror turns triangles inside out; exchanging two corners turns them back. */
function turnedOver(indices: Uint32Array): Uint32Array {
  const turned = new Uint32Array(indices.length);
  for (let at = 0; at < indices.length; at += 3) {
    turned[at] = indices[at]!;
    turned[at + 1] = indices[at + 2]!;
    turned[at + 2] = indices[at + 1]!;
  }
  return turned;
}
