import { isProblem, Problem } from '../../../domain/problem.ts';
import type { LengthUnit, UpAxis } from '../../../domain/report.ts';
import type { GltfJson } from '../gltf/gltf-json.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import { type MeshPlan, planMeshes, readMeshes } from '../gltf/read-meshes.ts';
import { readNodes } from '../gltf/read-nodes.ts';
import { unitNormals } from '../gltf/unit-normals.ts';
import type { MeshSource } from '../mesh-source.ts';
import type { Mesh, Primitive } from '../model.ts';
import type { MeshRead } from '../read-result.ts';
import { toLinear } from '../tools/colour.ts';
import { CutPolygons } from './cut-polygons.ts';
import { importWithAssimp } from './load-assimp.ts';
import { type GlbScene, readGlbBytes } from './read-glb-bytes.ts';
import { brokeDown, runAssimp } from './run-assimp.ts';
import { type SceneMaterials, sceneMaterials } from './scene-materials.ts';
import { type Placement, sceneNodes } from './scene-nodes.ts';

/** What our own look at the file found, before assimp sees it. */
export interface AssimpFacts {
  frame: { unit: LengthUnit; upAxis: UpAxis; unitKnown: boolean };
  placement: Placement;
  nodeName?: (name: string) => string | undefined;
  meshName?: (name: string) => string | undefined;
  /** Of what assimp's scene does not tell. */
  cameras: number;
  lights: number;
  /** Where assimp was not shown them; absent: it tells. */
  skins?: number;
  /** Of what becomes a primitive each: how many corners the faces have. */
  faces?: readonly Uint32Array[];
  warnings: string[];
}

/** What assimp makes of a file that our own checks have let pass. */
export async function readWithAssimp(
  fileName: string,
  bytes: Uint8Array,
  facts: AssimpFacts,
  source: MeshSource,
): Promise<MeshRead> {
  const { assimp } = source;
  if (assimp === undefined)
    return takeOver(readGlbBytes(await importWithAssimp(fileName, bytes)), facts, source);
  const glb = await runAssimp(assimp, fileName, bytes);
  try {
    return await takeOver(readGlbBytes(glb), facts, source);
  } catch (error) {
    // Nobody knows whether the file is to blame or this assimp.
    if (isProblem(error) && error.code !== 'input_malformed') throw error;
    throw brokeDown('its scene cannot be read', error);
  }
}

async function takeOver(
  scene: GlbScene,
  facts: AssimpFacts,
  { limits, siblings, onFraction }: MeshSource,
): Promise<MeshRead> {
  const { json } = scene;
  const lost = new LossTally();
  const nodes = readNodes(json).nodes;
  const plan = planMeshes(json, nodes, limits, lost);
  if (plan.meshes.length === 0 || drawsTree(json)) throw new Problem('input_no_geometry');
  const materials = await sceneMaterials(scene, siblings, lost);
  const meshes = await readMeshes({ ...scene, lost }, plan, materials.uvMaps, (part) =>
    onFraction?.(0.8 + part * 0.2),
  );
  for (const mesh of meshes) refine(mesh, materials, facts);
  lost.add(
    'skins',
    facts.skins ?? json.skins?.length ?? 0,
    'Skinned meshes keep the vertices of the file, in no pose.',
  );
  lost.add('animations', json.animations?.length ?? 0, 'The model is converted as it stands without them.');
  lost.add('cameras', facts.cameras, 'Only geometry and its appearance are converted.');
  lost.add('lights', facts.lights, 'Only geometry and its appearance are converted.');
  lost.add(
    'polygons',
    restorePolygons(meshes, plan, facts),
    'assimp, which reads this format, cut them into triangles that could not be put together again.',
  );
  const shown = nodes.map(({ mesh, ...node }) => {
    const place = mesh === undefined ? undefined : plan.places.get(mesh);
    return place === undefined ? node : { ...node, mesh: place };
  });
  return {
    model: {
      ...facts.frame,
      nodes: sceneNodes(shown, facts.placement, facts.nodeName),
      meshes,
      materials: materials.materials,
      images: materials.images,
    },
    warnings: facts.warnings,
    lost: lost.list(),
  };
}

/** assimp says so of what it has cut polygons in. */
const CUT = 'FB_ngon_encoding';

/** Returns how many were not put together again. */
function restorePolygons(meshes: readonly Mesh[], plan: MeshPlan, { faces = [] }: AssimpFacts): number {
  const cut = new CutPolygons(faces);
  for (const [at, mesh] of meshes.entries()) {
    const given = plan.meshes[at]!.primitives;
    mesh.primitives = mesh.primitives.map((primitive, place) =>
      given[place]!.extensions?.[CUT] === undefined ? primitive : cut.restore(primitive),
    );
  }
  return cut.lost;
}

/** assimp draws the tree of a scene that shows no mesh. */
const drawsTree = ({ nodes = [], scenes, scene = 0 }: GltfJson): boolean => {
  const root = nodes[scenes?.[scene]?.nodes?.[0] ?? 0];
  return root?.mesh !== undefined && root.skin !== undefined;
};

function refine(mesh: Mesh, { places }: SceneMaterials, { meshName }: AssimpFacts): void {
  if (mesh.name !== undefined) {
    const name = meshName ? meshName(mesh.name) : mesh.name;
    if (name) mesh.name = name;
    else delete mesh.name;
  }
  for (const primitive of mesh.primitives) {
    const place = primitive.material === undefined ? undefined : places[primitive.material];
    if (place === undefined) delete primitive.material;
    else primitive.material = place;
    // assimp leaves normals of no length on triangles of no area.
    if (primitive.normals) primitive.normals = unitNormals(primitive.normals, primitive);
    if (primitive.colours) makeLinear(primitive.colours);
  }
}

/** As with materials: the file's numbers are encoded for screens. */
function makeLinear(colours: NonNullable<Primitive['colours']>): void {
  for (let at = 0; at < colours.length; at += 1) {
    if (at % 4 !== 3) colours[at] = toLinear(Math.min(1, Math.max(0, colours[at]!)));
  }
}
