import type { Material, Mesh, MeshModel, MeshNode, Primitive } from '../mesh/model.ts';
import { findInstances } from './find-instances.ts';
import type {
  ImportedFace,
  ImportedMesh,
  ImportedNode,
  ImportResult,
  LinearColour,
} from './load-occt-import.ts';
import { type Naming, shapeNamer } from './shape-naming.ts';

/**
 * One node for each use of a product and of a body, one mesh for each body that other uses share, one primitive for
 * each colour of a body.
 */
export function modelOfImport(
  result: ImportResult,
  { modelName, doubleSided, unit, unitKnown, upAxis }: Naming,
): MeshModel {
  const materials = collectMaterials(doubleSided);
  const nodes: MeshNode[] = [];
  const meshes: Mesh[] = [];

  const nameFor = shapeNamer(modelName);
  const instances = findInstances(result.meshes);
  const places = new Map<number, number>();
  const addNode = (name: string | undefined, parent: number | undefined, shown?: number): number => {
    const node: MeshNode = {};
    if (name !== undefined) node.name = name;
    if (parent !== undefined) node.parent = parent;
    if (shown !== undefined) Object.assign(node, placeMesh(shown, name));
    return nodes.push(node) - 1;
  };
  const placeMesh = (index: number, name: string | undefined): Pick<MeshNode, 'mesh' | 'matrix'> => {
    const { of = index, matrix } = instances[index] ?? {};
    const known = places.get(of);
    if (known !== undefined) return { mesh: known, ...(matrix && { matrix }) };
    const mesh: Mesh = { primitives: primitivesOf(result.meshes[index]!, materials.indexOf) };
    if (name !== undefined) mesh.name = name;
    const place = meshes.push(mesh) - 1;
    places.set(index, place);
    return { mesh: place };
  };

  const addBranch = (branch: ImportedNode, parent: number | undefined): void => {
    const shown = branch.meshes.filter((index) => result.meshes[index]!.index.array.length > 0);
    if (shown.length === 0 && !branch.children.some(hasTriangles)) return;
    const name = nameFor(branch.name);
    if (shown.length === 1 && branch.children.length === 0) {
      addNode(name, parent, shown[0]!);
      return;
    }
    const node = addNode(name, parent);
    for (const index of shown) {
      const meshName = nameFor(result.meshes[index]!.name);
      addNode(meshName, node, index);
    }
    for (const child of branch.children) addBranch(child, node);
  };
  const hasTriangles = (branch: ImportedNode): boolean =>
    branch.meshes.some((index) => result.meshes[index]!.index.array.length > 0) ||
    branch.children.some(hasTriangles);

  const { root } = result;
  if (root.meshes.length > 0) addBranch(root, undefined);
  else for (const child of root.children) addBranch(child, undefined);
  return { unit, upAxis, unitKnown, nodes, meshes, materials: materials.list, images: [] };
}

function collectMaterials(doubleSided: boolean) {
  const list: Material[] = [];
  const known = new Map<string, number>();
  return {
    list,
    /** Undefined where a default says as much. */
    indexOf(colour: LinearColour | undefined): number | undefined {
      if (colour === undefined && !doubleSided) return undefined;
      const [red, green, blue] = colour ?? [1, 1, 1];
      const key = `${red} ${green} ${blue}`;
      const index = known.get(key) ?? list.length;
      if (index === list.length) {
        const material: Material = { baseColour: [red, green, blue, 1], metallic: 0, roughness: 0.5 };
        if (doubleSided) material.doubleSided = true;
        list.push(material);
        known.set(key, index);
      }
      return index;
    },
  };
}

type MaterialOf = (colour: LinearColour | undefined) => number | undefined;

function primitivesOf(mesh: ImportedMesh, materialOf: MaterialOf): Primitive[] {
  const whole: Primitive = {
    positions: Float64Array.from(mesh.attributes.position.array),
    indices: Uint32Array.from(mesh.index.array),
  };
  if (mesh.attributes.normal !== undefined) whole.normals = Float32Array.from(mesh.attributes.normal.array);
  const groups = new Map<number | undefined, ImportedFace[]>();
  for (const face of mesh.brep_faces) {
    if (face.last < face.first) continue;
    const material = materialOf(face.color ?? mesh.color);
    const group = groups.get(material);
    if (group === undefined) groups.set(material, [face]);
    else group.push(face);
  }
  const [onlyMaterial] = groups.keys();
  if (groups.size === 1) return [withMaterial(whole, onlyMaterial)];
  return [...groups].map(([material, faces]) => withMaterial(partOf(whole, faces), material));
}

const withMaterial = (primitive: Primitive, material: number | undefined): Primitive =>
  material === undefined ? primitive : { ...primitive, material };

/** The triangles of some faces with the vertices that they use. */
function partOf(whole: Primitive, faces: readonly ImportedFace[]): Primitive {
  const triangles = faces.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const indices = new Uint32Array(triangles * 3);
  const newIndex = new Int32Array(whole.positions.length / 3).fill(-1);
  const kept: number[] = [];
  let at = 0;
  for (const { first, last } of faces) {
    for (let corner = first * 3; corner < (last + 1) * 3; corner += 1) {
      const old = whole.indices[corner]!;
      if (newIndex[old] === -1) newIndex[old] = kept.push(old) - 1;
      indices[at] = newIndex[old]!;
      at += 1;
    }
  }
  const pick = <T extends Float32Array | Float64Array>(from: T, into: T): T => {
    for (const [to, old] of kept.entries()) into.set(from.subarray(old * 3, old * 3 + 3), to * 3);
    return into;
  };
  const part: Primitive = {
    positions: pick(whole.positions as Float64Array, new Float64Array(kept.length * 3)),
    indices,
  };
  if (whole.normals !== undefined) part.normals = pick(whole.normals, new Float32Array(kept.length * 3));
  return part;
}
