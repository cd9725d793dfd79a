import { type InspectedPart, type Inspection, MOST_PARTS } from '../../../domain/inspection.ts';
import type { Mesh, MeshModel } from '../model.ts';
import { hexOfLinear, isUnknownColour } from '../tools/colour.ts';

/** The nodes of a model as they hang together, each with its name, its colours and its triangles. */
export function meshTree({ nodes, meshes, materials }: MeshModel): Pick<Inspection, 'tree' | 'partsOmitted'> {
  const tree: InspectedPart[] = [];
  const parts: InspectedPart[] = [];
  for (const node of nodes.slice(0, MOST_PARTS)) {
    const mesh = node.mesh === undefined ? undefined : meshes[node.mesh]!;
    const name = node.name ?? mesh?.name;
    const part: InspectedPart = {
      ...(name === undefined ? {} : { name }),
      colours: mesh === undefined ? [] : coloursOf(mesh, materials),
      ...(mesh === undefined ? {} : { triangles: trianglesOf(mesh) }),
      children: [],
    };
    parts.push(part);
    const siblings = node.parent === undefined ? tree : parts[node.parent]!.children;
    siblings.push(part);
  }
  return { tree, partsOmitted: Math.max(0, nodes.length - MOST_PARTS) };
}

const trianglesOf = ({ primitives }: Mesh): number =>
  primitives.reduce((sum, { indices }) => sum + indices.length / 3, 0);

/** Of the materials; a scan with a colour for each vertex has no colour of its own. */
function coloursOf({ primitives }: Mesh, materials: MeshModel['materials']): string[] {
  const colours = new Set<string>();
  for (const { material: index } of primitives) {
    const material = index === undefined ? undefined : materials[index];
    if (material !== undefined && !isUnknownColour(material)) colours.add(hexOfLinear(material.baseColour));
  }
  return [...colours];
}
