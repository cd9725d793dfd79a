import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { tooDeepTree, tooManyParts } from '../limits.ts';
import type { Mesh, MeshNode } from '../model.ts';
import type { ModelObject, ModelPart, Placed } from './model-part.ts';
import { missing } from './surfaces.ts';

export interface BuiltNodes {
  nodes: MeshNode[];
  meshes: Mesh[];
  /** Objects with a mesh that nothing shows. */
  unused: number;
}

/**
 * The build items as roots and the components below them. An object that is shown several times is one mesh. A named
 * object around a single one without a transform is only a name: that of the node.
 * @param partAt the model part at a path
 * @param meshOf makes the mesh of an object, once
 * Throws `input_malformed` where objects contain themselves, `input_limit_exceeded`.
 */
export function buildNodes(
  root: ModelPart,
  partAt: (path: string) => ModelPart,
  meshOf: (part: ModelPart, object: ModelObject) => Mesh | undefined,
  limits: EngineLimits,
): BuiltNodes {
  const nodes: MeshNode[] = [];
  const meshes: Mesh[] = [];
  const places = new Map<ModelObject, number | undefined>();

  const placeOf = (part: ModelPart, object: ModelObject): number | undefined => {
    if (!places.has(object)) {
      const mesh = meshOf(part, object);
      places.set(object, mesh && meshes.push(mesh) - 1);
    }
    return places.get(object);
  };

  const resolve = (part: ModelPart, { objectId, path }: Placed): [ModelPart, ModelObject] => {
    const target = path === undefined ? part : partAt(path);
    const object = target.objects.get(objectId);
    if (object === undefined) throw missing(`object ${objectId}`);
    return [target, object];
  };

  const add = (part: ModelPart, placed: Placed, parent: number | undefined, above: ModelObject[]): void => {
    let [target, object] = resolve(part, placed);
    let name = placed.name;
    if (above.includes(object)) throw new Problem('input_malformed', { detail: SELF_CONTAINED });
    if (above.length >= limits.maxTreeDepth) throw tooDeepTree(limits);
    // A few objects of many components each make as many nodes as anybody likes.
    if (nodes.length >= limits.maxParts) throw tooManyParts(undefined, limits);
    const around = [...above, object];
    const single = object.components.length === 1 ? object.components[0]! : undefined;
    if (object.name !== undefined && single !== undefined && !single.hasTransform && !object.mesh) {
      const [innerPart, inner] = resolve(target, single);
      if (inner.components.length === 0) {
        name = object.name;
        [target, object] = [innerPart, inner];
      }
    }
    const mesh = placeOf(target, object);
    if (mesh === undefined || object.components.length > 0) name = object.name ?? name;
    else if (object.name !== undefined && name === placed.name) name = undefined; // that of the mesh
    const node: MeshNode = {
      ...(name !== undefined && { name }),
      ...(parent !== undefined && { parent }),
      ...(placed.matrix && { matrix: placed.matrix }),
      ...(mesh !== undefined && { mesh }),
    };
    const place = nodes.push(node) - 1;
    for (const component of object.components) add(target, component, place, around);
  };

  for (const item of root.items) add(root, item, undefined, []);
  const unused = [...root.objects.values()].filter((object) => object.mesh && !places.has(object)).length;
  return { nodes, meshes, unused };
}

const SELF_CONTAINED = 'Some objects of the 3MF are components of themselves. Export it again.';
