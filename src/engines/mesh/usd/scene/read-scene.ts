import type { Loss } from '../../../../domain/report.ts';
import type { EngineLimits } from '../../../engine-module.ts';
import { LossTally } from '../../gltf/loss-tally.ts';
import { tooDeepTree, tooManyTriangles, tooManyVertices } from '../../limits.ts';
import { type Mesh, type MeshModel, triangleCount, vertexCount } from '../../model.ts';
import { counted, type OnFraction } from '../../read-result.ts';
import { promoteSecondUvs } from '../../tools/second-uvs.ts';
import type { Assets } from '../stage/assets.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { type Binding, bindingOf } from './bindings.ts';
import { isPartOfOthers, noteIgnored } from './ignored-prims.ts';
import { Materials } from './materials.ts';
import { type Primvar, primvarOf } from './primvars.ts';
import { isGprim } from './read-gprim.ts';
import { readInstancer } from './read-instancer.ts';
import { MeshReader, type MeshTallies } from './read-mesh-prim.ts';
import { SIDES } from './round-shapes.ts';
import { SceneNodes } from './scene-nodes.ts';
import type { Stage } from './stage.ts';
import { localTransform } from './xform-ops.ts';

export interface Scene extends Pick<MeshModel, 'nodes' | 'meshes' | 'materials' | 'images'> {
  warnings: string[];
  lost: Loss[];
}

/** What prims hand down to those below. */
interface Inherited {
  depth: number;
  parent: number | undefined;
  purpose: string;
  binding: Binding | undefined;
  colour: Primvar | undefined;
}

const AT_ROOT: Inherited = {
  depth: 0,
  parent: undefined,
  purpose: 'default',
  binding: undefined,
  colour: undefined,
};

/**
 * Reads what a stage shows.
 * @param onMesh how much of a mesh is read; 1 once for each
 * Throws a Problem whose code begins with `input_`.
 */
export async function readScene(
  stage: Stage,
  assets: Assets,
  limits: EngineLimits,
  onMesh: OnFraction,
): Promise<Scene> {
  const reader = new SceneReader(stage, limits, onMesh);
  for (const prim of stage.root.children()) reader.visit(prim, AT_ROOT);
  return reader.finish(assets);
}

class SceneReader {
  private readonly stage: Stage;
  private readonly limits: EngineLimits;
  private readonly onMesh: OnFraction;
  private readonly tallies: MeshTallies = { lost: new LossTally(), subdivided: 0, shapes: 0, unfit: 0 };
  private readonly nodes: SceneNodes;
  private readonly materials: Materials;
  private readonly meshReader: MeshReader;

  constructor(stage: Stage, limits: EngineLimits, onMesh: OnFraction) {
    this.stage = stage;
    this.limits = limits;
    this.nodes = new SceneNodes(limits);
    this.onMesh = onMesh;
    this.materials = new Materials(stage, this.tallies.lost);
    this.meshReader = new MeshReader(this.materials, limits, this.tallies, onMesh);
  }

  visit(prim: StagePrim, above: Inherited): void {
    const { lost } = this.tallies;
    if (above.depth >= this.limits.maxTreeDepth) throw tooDeepTree(this.limits);
    if (isPartOfOthers(prim)) return;
    noteIgnored(prim, lost);
    const { typeName } = prim;
    if (prim.text('visibility') === 'invisible') {
      lost.add('invisible prims', 1, 'They, and what is below them, are not shown.');
      return;
    }
    const purpose = prim.text('purpose') ?? above.purpose;
    const binding = bindingOf(prim, above.binding, lost);
    const colour = ownColour(prim) ?? above.colour;
    const { matrix, resets } = localTransform(prim);
    const parent = resets ? undefined : above.parent;
    const index = this.nodes.begin(prim.displayName, parent, matrix);
    const isShape = typeName === 'Mesh' || isGprim(typeName);
    if (isShape) {
      if (purpose === 'guide' || purpose === 'proxy') {
        lost.add('guides and proxies', 1, 'They stand for the model while one works on it.');
      } else this.showMesh(prim, index, binding, colour);
    }
    const below = { depth: above.depth + 1, parent: index, purpose, binding, colour };
    if (typeName === 'PointInstancer') {
      readInstancer(prim, index, this.nodes, lost, (path) => {
        const prototype = this.stage.find(path);
        if (prototype !== undefined) this.visit(prototype, below);
      });
    } else for (const child of prim.children()) this.visit(child, below);
    this.nodes.finish(index, typeName === 'Xform');
  }

  async finish(assets: Assets): Promise<Scene> {
    const { lost, subdivided, shapes, unfit } = this.tallies;
    const { meshes } = this.meshReader;
    this.refuseTooMany(meshes);
    const { missing } = this.stage;
    if (missing.size > 0) {
      const names = [...missing].slice(0, 3).join(', ').slice(0, 200);
      lost.add('references to other files', missing.size, `They did not come with the model: ${names}.`);
    }
    const { materials, images } = await this.materials.finish(assets);
    promoteSecondUvs({ meshes, materials });
    const warnings: string[] = [];
    if (subdivided > 0) {
      warnings.push(`${counted(subdivided, 'subdivision surface')} not refined: the control mesh was taken.`);
    }
    if (shapes > 0) {
      warnings.push(
        `${counted(shapes, 'shape')} given by measures made into a mesh with ${SIDES} sides around.`,
      );
    }
    if (unfit > 0) warnings.push(`${counted(unfit, 'primvar')} left out that did not fit the mesh.`);
    return { nodes: this.nodes.list, meshes, materials, images, warnings, lost: lost.list() };
  }

  private showMesh(
    prim: StagePrim,
    index: number,
    binding: Binding | undefined,
    colour: Primvar | undefined,
  ): void {
    const before = this.meshReader.meshes.length;
    const mesh = this.meshReader.place(prim, binding, colour);
    if (mesh !== undefined) this.nodes.show(index, mesh);
    if (this.meshReader.meshes.length > before) this.onMesh(1);
  }

  /** Of all instances together. */
  private refuseTooMany(meshes: readonly Mesh[]): void {
    const sizes = meshes.map(({ primitives }) => ({
      triangles: sum(primitives.map(triangleCount)),
      vertices: sum(primitives.map(vertexCount)),
    }));
    let triangles = 0;
    let vertices = 0;
    for (const { mesh } of this.nodes.list) {
      if (mesh === undefined) continue;
      triangles += sizes[mesh]!.triangles;
      vertices += sizes[mesh]!.vertices;
    }
    if (triangles > this.limits.maxTriangles) throw tooManyTriangles(triangles, this.limits);
    if (vertices > this.limits.maxVertices) throw tooManyVertices(vertices, this.limits);
  }
}

/** Only what is one for the whole prim is handed down. */
function ownColour(prim: StagePrim): Primvar | undefined {
  if (!prim.has('primvars:displayColor')) return undefined;
  const colour = primvarOf(prim, 'primvars:displayColor', 3);
  return colour?.interpolation === 'constant' ? colour : undefined;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
