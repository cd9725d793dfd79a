import type { LossTally } from '../../gltf/loss-tally.ts';
import type { MeshNode } from '../../model.ts';
import { type Matrix, multiply } from '../../tools/matrix.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import type { SceneNodes } from './scene-nodes.ts';
import { malformed } from './topology.ts';
import { placed, scaled, turned } from './xform-ops.ts';

/**
 * A node for each instance of a UsdGeomPointInstancer, with the nodes of its prototype below.
 * @param node of the instancer
 * @param readPrototype adds the nodes of the prim at a path below `node`
 */
export function readInstancer(
  prim: StagePrim,
  node: number,
  nodes: SceneNodes,
  lost: LossTally,
  readPrototype: (path: string) => void,
): void {
  const paths = prim.targets('prototypes');
  const chosen = prim.array('protoIndices')?.numbers ?? [];
  const hidden = hiddenInstances(prim);
  const placeOf = placesOf(prim);
  const prototypes = paths.map((path) => {
    const start = nodes.list.length;
    readPrototype(path);
    return nodes.takeOut(start, node);
  });
  let left = 0;
  for (let at = 0; at < chosen.length; at += 1) {
    const prototype = prototypes[chosen[at]!];
    if (prototype === undefined) throw malformed(prim, 'has an instance without a prototype');
    if (hidden.has(at)) {
      left += 1;
      continue;
    }
    const matrix = placeOf(at);
    const under: MeshNode = { parent: node, ...(matrix && { matrix }) };
    prototype.place(under);
  }
  lost.add('invisible instances', left, 'They are not shown.');
}

function placesOf(prim: StagePrim): (at: number) => Matrix | undefined {
  const read = (name: string, width: number) => {
    const array = prim.array(name);
    if (array === undefined || array.width !== width) return () => undefined;
    const { numbers } = array;
    return (at: number) =>
      at < array.length ? Array.from(numbers.subarray(at * width, (at + 1) * width)) : undefined;
  };
  const positions = read('positions', 3);
  const orientations = read('orientations', 4);
  const scales = read('scales', 3);
  return (at) => {
    const steps = [placed(positions(at)), turned(orientations(at)), scaled(scales(at))];
    return steps.reduce((product, step) => (product && step ? multiply(product, step) : (product ?? step)));
  };
}

/** `invisibleIds` names instances by their ids, or by their places where they have none. */
function hiddenInstances(prim: StagePrim): Set<number> {
  const hidden = new Set(prim.array('invisibleIds')?.numbers ?? []);
  const ids = prim.array('ids')?.numbers;
  if (ids === undefined) return hidden;
  return new Set([...ids.keys()].filter((at) => hidden.has(ids[at]!)));
}
