import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooDeepTree, tooManyParts, tooManyTriangles } from '../limits.ts';
import type { Mesh, MeshNode } from '../model.ts';
import type { Matrix } from '../tools/matrix.ts';
import type { RhinoGeometry, RhinoLayer, RhinoObject } from './load-rhino.ts';

export interface RhinoScene {
  objects: readonly RhinoObject[];
  layers: readonly RhinoLayer[];
  definitions: readonly { id: string; name: string; getObjectIds(): string[] }[];
  meshes: readonly Mesh[];
  /** By the id of the object. */
  meshOf: ReadonlyMap<string, number>;
}

interface Reference {
  parentIdefId: string;
  xform: Record<string, number>;
}

/** A file may say that a layer is within itself. */
const MAX_LAYER_DEPTH = 32;

/**
 * Layers, their objects, and for each block that is shown one node with what the block holds below it. Layers and
 * blocks that show nothing are left out. Throws `input_malformed` or `input_limit_exceeded`.
 */
export function rhinoTree(scene: RhinoScene, scale: number, limits: EngineLimits): MeshNode[] {
  const { objects, layers, meshes, meshOf } = scene;
  const nodes: MeshNode[] = [];
  const byId = new Map(objects.map((object) => [object.attributes.id, object]));
  const members = new Map(scene.definitions.map((each) => [each.id, each.getObjectIds()]));
  const blockNames = new Map(scene.definitions.map(({ id, name }) => [id, name]));
  const layerNodes = new Map<string, number>();
  const layerById = new Map(layers.map((layer) => [layer.id, layer]));
  let triangles = 0;

  const push = (node: MeshNode): number => {
    if (nodes.length === limits.maxParts) throw tooManyParts(undefined, limits);
    return nodes.push(node) - 1;
  };
  const placeLayer = (layer: RhinoLayer | undefined, depth: number): number | undefined => {
    if (layer === undefined || depth > MAX_LAYER_DEPTH) return undefined;
    const known = layerNodes.get(layer.id);
    if (known !== undefined) return known;
    const parent = placeLayer(layerById.get(layer.parentLayerId), depth + 1);
    const node = push({
      ...(layer.name && { name: layer.name }),
      ...(parent === undefined ? scaled(scale) : { parent }),
    });
    layerNodes.set(layer.id, node);
    return node;
  };
  /** Of a block, by its id; undefined while it is being looked at. */
  const shows = new Map<string, boolean | undefined>();
  const showsSomething = ({ attributes, geometry }: RhinoObject): boolean => {
    const reference = asReference(geometry);
    if (reference === undefined) return meshOf.has(attributes.id);
    const id = reference.parentIdefId;
    if (!shows.has(id)) {
      shows.set(id, undefined);
      shows.set(id, held(reference).map(showsSomething).includes(true));
    }
    const known = shows.get(id);
    if (known === undefined) throw holdsItself();
    return known;
  };
  const held = ({ parentIdefId }: Reference): RhinoObject[] =>
    (members.get(parentIdefId) ?? []).flatMap((id) => byId.get(id) ?? []);
  const place = (object: RhinoObject, parent: number | undefined, depth: number): void => {
    const { attributes, geometry } = object;
    const above = parent === undefined ? scaled(scale) : { parent };
    const name = attributes.name;
    const reference = asReference(geometry);
    if (reference !== undefined) {
      if (depth >= limits.maxTreeDepth) throw tooDeepTree(limits);
      const shown = name || blockNames.get(reference.parentIdefId);
      const matrix = toMatrix(reference.xform);
      const node = push({ ...(shown && { name: shown }), ...above, matrix });
      for (const member of held(reference)) if (showsSomething(member)) place(member, node, depth + 1);
      return;
    }
    const mesh = meshOf.get(attributes.id)!;
    for (const { indices } of meshes[mesh]!.primitives) triangles += indices.length / 3;
    if (triangles > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
    push({ ...(name && { name }), ...above, mesh });
  };
  for (const object of objects) {
    if (object.attributes.isInstanceDefinitionObject || !object.attributes.visible) continue;
    if (showsSomething(object)) place(object, placeLayer(layers[object.attributes.layerIndex], 0), 0);
  }
  return nodes;
}

const asReference = (geometry: RhinoGeometry): Reference | undefined =>
  geometry.constructor.name === 'InstanceReference' ? (geometry as unknown as Reference) : undefined;

/** Of a root, where the unit of the file has no name here. */
const scaled = (scale: number): Pick<MeshNode, 'matrix'> =>
  scale === 1 ? {} : { matrix: Float64Array.of(scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, 1) };

/** openNURBS has rows; ours are column-major. */
function toMatrix(xform: Record<string, number>): Matrix {
  const matrix = new Float64Array(16);
  for (let row = 0; row < 4; row += 1) {
    for (let column = 0; column < 4; column += 1) matrix[column * 4 + row] = xform[`m${row}${column}`]!;
  }
  const isAffine = matrix[3] === 0 && matrix[7] === 0 && matrix[11] === 0 && matrix[15] === 1;
  if (isAffine && matrix.every(Number.isFinite)) return matrix;
  throw new Problem('input_malformed', {
    detail: 'A block of the 3DM file is placed by something that is no affine transform. Save it again.',
  });
}

const holdsItself = (): Problem =>
  new Problem('input_malformed', { detail: 'Blocks of the 3DM file hold themselves. Save it again.' });
