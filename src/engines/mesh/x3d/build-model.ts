import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import { tooDeepTree, tooManyParts, tooManyTriangles } from '../limits.ts';
import type { MeshModel, MeshNode } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { ShapeBuilder } from './build-shapes.ts';
import type { GeometryNotes } from './geometry/geometry-notes.ts';
import { matrixOf } from './node-transform.ts';
import { OtherNodes } from './other-nodes.ts';
import { everyNode, nodesOf, numberOf, type SceneNode } from './syntax/scene-node.ts';
import type { Textures } from './textures.ts';

const TRANSFORMS = /^(Transform|CADPart)$/;
const GROUPS =
  /^(Transform|Group|StaticGroup|Anchor|Billboard|Collision|Switch|LOD|PickableGroup|CADLayer|CADAssembly|CADPart|CADFace)$/;

export type Built = Pick<MeshModel, 'nodes' | 'meshes' | 'materials' | 'images'> & { notes: GeometryNotes };

/**
 * The tree of a scene: a node for each group that has a name or moves what is in it, and for each shape. A shape that is
 * alone in its group becomes one node with it. Throws `input_malformed` where a node contains itself.
 */
export function buildModel(
  roots: readonly SceneNode[],
  textures: Textures,
  limits: EngineLimits,
  lost: LossTally,
  onFraction: OnFraction,
): Built {
  const others = new OtherNodes(lost);
  const expected = countShapes(roots);
  let made = 0;
  const onShape = (): void => onFraction(Math.min(1, ++made / expected));
  const shapes = new ShapeBuilder(textures, limits, lost, others, onShape);
  const tree = new TreeBuilder(shapes, limits, others);
  for (const root of roots) tree.visit(root, undefined, 0);
  const { meshes, materials, notes } = tree.shapes;
  return { nodes: tree.nodes, meshes, materials, images: textures.images, notes };
}

/** Of the file, whether they are shown or not. */
function countShapes(roots: readonly SceneNode[]): number {
  let shapes = 0;
  for (const { type } of everyNode(roots)) if (type === 'Shape') shapes += 1;
  return shapes;
}

class TreeBuilder {
  readonly nodes: MeshNode[] = [];
  readonly shapes: ShapeBuilder;
  private readonly open = new Set<SceneNode>();
  private readonly limits: EngineLimits;
  private readonly others: OtherNodes;
  private visits = 0;
  private triangles = 0;

  constructor(shapes: ShapeBuilder, limits: EngineLimits, others: OtherNodes) {
    this.shapes = shapes;
    this.limits = limits;
    this.others = others;
  }

  visit(node: SceneNode, parent: number | undefined, depth: number): void {
    // A scene that uses groups of groups of groups can show more than any file could list.
    this.visits += 1;
    if (this.visits > this.limits.maxParts) throw tooManyParts(undefined, this.limits);
    if (depth >= this.limits.maxTreeDepth) throw tooDeepTree(this.limits);
    if (node.type === 'Shape') this.addShape(node, parent);
    else if (!GROUPS.test(node.type)) {
      if (node.type !== 'Inline') this.others.add(node);
    } else {
      if (this.open.has(node)) {
        throw new Problem('input_malformed', {
          detail: 'A node of the scene contains itself. Export it again.',
        });
      }
      this.open.add(node);
      this.addGroup(node, parent, depth);
      this.open.delete(node);
    }
  }

  private addShape(shape: SceneNode, parent: number | undefined): void {
    const mesh = this.shapes.meshOf(shape);
    if (mesh === undefined) return;
    for (const { indices } of this.shapes.meshes[mesh]!.primitives) this.triangles += indices.length / 3;
    if (this.triangles > this.limits.maxTriangles) throw tooManyTriangles(undefined, this.limits);
    this.nodes.push({
      ...(shape.name !== undefined && { name: shape.name }),
      ...(parent !== undefined && { parent }),
      mesh,
    });
  }

  private addGroup(group: SceneNode, parent: number | undefined, depth: number): void {
    const matrix = TRANSFORMS.test(group.type) ? matrixOf(group) : undefined;
    const { nodes } = this;
    const place = nodes.length;
    const isKept = matrix !== undefined || group.name !== undefined;
    if (isKept) {
      nodes.push({
        ...(group.name !== undefined && { name: group.name }),
        ...(parent !== undefined && { parent }),
        ...(matrix && { matrix }),
      });
    }
    for (const child of this.childrenOf(group)) this.visit(child, isKept ? place : parent, depth + 1);
    if (!isKept) return;
    const [own, only] = [nodes[place]!, nodes[place + 1]];
    if (only === undefined) nodes.pop();
    else if (nodes.length === place + 2 && only.mesh !== undefined && only.matrix === undefined) {
      nodes.pop();
      own.mesh = only.mesh;
      if (own.name === undefined && only.name !== undefined) own.name = only.name;
    }
  }

  /** What a viewer shows before anything moves; of levels of detail the finest. */
  private childrenOf(group: SceneNode): readonly SceneNode[] {
    switch (group.type) {
      case 'Switch': {
        const choices = nodesOf(group, 'children', 'choice');
        const chosen = choices[numberOf(group, 'whichChoice', -1)];
        const hidden = choices.length - (chosen === undefined ? 0 : 1);
        this.others.addOf(group, 'hidden alternatives', hidden, 'Of a switch only what it shows is read.');
        return chosen === undefined ? [] : [chosen];
      }
      case 'LOD': {
        const levels = nodesOf(group, 'children', 'level');
        this.others.addOf(group, 'levels of detail', Math.max(0, levels.length - 1), 'The finest is read.');
        return levels.slice(0, 1);
      }
      case 'CADFace':
        return nodesOf(group, 'shape', 'children');
      default:
        return nodesOf(group, 'children');
    }
  }
}
