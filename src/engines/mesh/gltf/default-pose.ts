import { Problem } from '../../../domain/problem.ts';
import { identity, inverse, type Matrix, multiply } from '../tools/matrix.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { decodeFloats, type GltfData } from './decode-accessor.ts';
import type { GltfJson, GltfNode, GltfPrimitive } from './gltf-json.ts';
import { applyMorphTargets } from './morph.ts';
import { matrixOf, type SceneNodes } from './read-nodes.ts';
import { skinVertices } from './skin.ts';

/** In which shape a node shows its mesh, where that is not the mesh as it is stored. */
export interface Pose {
  /** Of the morph targets; absent: no target moves anything. */
  weights?: readonly number[];
  /** The node, by its index in the file, where it has a skin. */
  skinned?: number;
}

/** The vertices of a primitive as the pose shows them, in the space of their node. */
export type Poser = (data: GltfData, primitive: GltfPrimitive, vertices: Vertices) => Vertices;

/** For the nodes of the scene that show their mesh in a pose, by their place in it. */
export function posesOf(json: GltfJson, { indices }: SceneNodes): Map<number, Pose> {
  const poses = new Map<number, Pose>();
  for (const [place, index] of indices.entries()) {
    const node = json.nodes![index]!;
    if (node.mesh === undefined) continue;
    const mesh = json.meshes![node.mesh]!;
    const weights = node.weights ?? mesh.weights;
    const isMorphed =
      weights?.some((weight) => weight !== 0) === true && mesh.primitives.some(({ targets }) => targets);
    const isSkinned =
      node.skin !== undefined && mesh.primitives.some(({ attributes }) => attributes.JOINTS_0 !== undefined);
    if (!isMorphed && !isSkinned) continue;
    poses.set(place, { ...(isMorphed && { weights }), ...(isSkinned && { skinned: index }) });
  }
  return poses;
}

/**
 * Morph targets, then the skin, as glTF 2.0, 3.7.2.2 and 3.7.3 have it: what is skinned stands where its joints are, not
 * where its node is. The node stays where it is in the tree, so that its transform is taken back here.
 */
export function openPoser(data: GltfData, { weights, skinned }: Pose): Poser {
  const joints = skinned === undefined ? undefined : jointMatrices(data, skinned);
  return (read, primitive, vertices) => {
    const morphed = weights === undefined ? vertices : applyMorphTargets(read, primitive, vertices, weights);
    return joints === undefined ? morphed : skinVertices(read, primitive, morphed, joints);
  };
}

/** What each joint does to a vertex; undefined where the node is flat, in whose space nothing can stand. */
function jointMatrices(data: GltfData, nodeIndex: number): Matrix[] | undefined {
  const nodes = data.json.nodes!;
  const { joints, inverseBindMatrices } = data.json.skins![nodes[nodeIndex]!.skin!]!;
  const world = worldOf(nodes);
  const back = inverse(world(nodeIndex));
  if (back === undefined) return undefined;
  const binds =
    inverseBindMatrices === undefined ? undefined : bindMatrices(data, inverseBindMatrices, joints.length);
  return joints.map((joint, at) => {
    const placed = multiply(back, world(joint));
    return binds === undefined ? placed : multiply(placed, affine(binds.subarray(at * 16, at * 16 + 16)));
  });
}

function bindMatrices(data: GltfData, index: number, joints: number): Float32Array {
  const { type, count } = data.json.accessors![index]!;
  if (type !== 'MAT4' || count < joints) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, accessor ${index} (${count} × ${type}) cannot be the inverse bind matrices of ${joints} joints. Export it again.`,
    });
  }
  const values = decodeFloats(data, index);
  if (values.every(Number.isFinite)) return values;
  throw new Problem('input_malformed', {
    detail: 'In the glTF, a matrix of a skin has an entry that is not a finite number. Export it again.',
  });
}

function affine(values: Float32Array): Matrix {
  const matrix = Float64Array.from(values);
  [matrix[3], matrix[7], matrix[11], matrix[15]] = [0, 0, 0, 1];
  return matrix;
}

/** The nodes are known to be a forest. Joints may stand outside the scene. */
function worldOf(nodes: readonly GltfNode[]): (index: number) => Matrix {
  const parents = new Map<number, number>();
  for (const [index, { children = [] }] of nodes.entries()) {
    for (const child of children) parents.set(child, index);
  }
  const known = new Map<number, Matrix>();
  return (index) => {
    const unknown: number[] = [];
    let above: number | undefined = index;
    while (above !== undefined && !known.has(above)) {
      unknown.push(above);
      above = parents.get(above);
    }
    let world = above === undefined ? identity() : known.get(above)!;
    for (const each of unknown.reverse()) {
      world = multiply(world, matrixOf(nodes[each]!) ?? identity());
      known.set(each, world);
    }
    return world;
  };
}
