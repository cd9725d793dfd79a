import { type Naming, shapeNamer } from '../cad/shape-naming.ts';
import type { EngineLimits } from '../engine-module.ts';
import { readGltf } from '../mesh/gltf/read-gltf.ts';
import type { Material, Mesh, MeshModel, MeshNode } from '../mesh/model.ts';
import { mendNormals } from './mend-normals.ts';

/** The triangles that the host hands over: a GLB in the unit and with the up-axis of the naming, whatever its format says. */
export async function modelOfGlb(path: string, limits: EngineLimits, naming: Naming): Promise<MeshModel> {
  const { model } = await readGltf(path, 'glb', limits);
  const { nodes, meshes } = nameAll(withoutEmpty(model.nodes), model.meshes, naming.modelName);
  const materials = model.materials.map(({ baseColour }) => material(baseColour, naming.doubleSided));
  return {
    ...model,
    unit: naming.unit,
    upAxis: naming.upAxis,
    unitKnown: naming.unitKnown,
    nodes,
    meshes: (naming.doubleSided ? withDefaultMaterial(meshes, materials) : meshes).map(withRightNormals),
    materials,
  };
}

const withRightNormals = (mesh: Mesh): Mesh => {
  for (const primitive of mesh.primitives) mendNormals(primitive);
  return mesh;
};

/** OCCT writes edges and points too: their nodes show nothing once they are left out. */
function withoutEmpty(nodes: readonly MeshNode[]): MeshNode[] {
  const isFull = nodes.map(({ mesh }) => mesh !== undefined);
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const { parent } = nodes[index]!;
    if (isFull[index] && parent !== undefined) isFull[parent] = true;
  }
  const kept: MeshNode[] = [];
  const placeOf = nodes.map((node, index) => (isFull[index] ? kept.push(node) - 1 : -1));
  return kept.map((node) => (node.parent === undefined ? node : { ...node, parent: placeOf[node.parent]! }));
}

function nameAll(nodes: readonly MeshNode[], meshes: readonly Mesh[], modelName: string | undefined) {
  const nameFor = shapeNamer(modelName);
  const named = nodes.map(({ name, ...node }) => withName<MeshNode>(node, nameFor(name)));
  const shownBy = new Map(named.map(({ mesh, name }) => [mesh, name]));
  return {
    nodes: named,
    meshes: meshes.map(({ primitives }, index) => withName<Mesh>({ primitives }, shownBy.get(index))),
  };
}

const withName = <T extends { name?: string }>(one: T, name: string | undefined): T =>
  name === undefined ? one : { ...one, name };

const material = (baseColour: Material['baseColour'], doubleSided: boolean): Material => ({
  baseColour,
  metallic: 0,
  roughness: 0.5,
  ...(doubleSided ? { doubleSided } : {}),
  ...(baseColour[3] < 1 ? { alphaMode: 'BLEND' as const } : {}),
});

/** Where a default would be seen from one side only. */
function withDefaultMaterial(meshes: readonly Mesh[], materials: Material[]): Mesh[] {
  let white: number | undefined;
  const whiteIndex = (): number => {
    white ??= materials.push(material([1, 1, 1, 1], true)) - 1;
    return white;
  };
  return meshes.map((mesh) => ({
    ...mesh,
    primitives: mesh.primitives.map((primitive) => ({
      ...primitive,
      material: primitive.material ?? whiteIndex(),
    })),
  }));
}
