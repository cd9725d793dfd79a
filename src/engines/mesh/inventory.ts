import type { FacetInspection } from './facets/facet-inspection.ts';
import type { Material, MeshModel, MeshNode, Primitive } from './model.ts';
import { nodeName } from './part-names.ts';
import { saysColour, saysFinish } from './tools/colour.ts';
import { countPolygons } from './tools/polygons.ts';

/** What a model has beside its triangles. Vertices are counted as stored, not for each instance. */
export interface Inventory {
  parts: number;
  /** Of the parts; undefined: not known. */
  names: readonly string[] | undefined;
  /** Nodes that show no mesh themselves, but have one below them. */
  assemblyNodes: number;
  /** Nodes that show none and have none below them. */
  emptyNodes: number;
  /** Nodes that show a mesh which another node shows too. */
  instances: number;
  normals: number;
  uvs: number;
  /** Second sets of them: of how many primitives. */
  secondUvs: number;
  vertexColours: number;
  /** Of the vertex colours: those whose material has an image, too. */
  coloursOverImages: number;
  /** Used by a triangle. */
  materials: number;
  /** Materials among them whose colour is more than a default. */
  materialColours: number;
  materialNames: number;
  /** Materials with metalness, roughness, emission or a way of being transparent of their own. */
  finishes: number;
  textures: number;
  /** Of the textures: those that the second set places. */
  texturesOnSecondUvs: number;
  /** Textures that do not repeat. */
  wraps: number;
  /** Faces of more than three corners, as stored; undefined: not known. */
  polygons: number | undefined;
}

export function takeInventory(model: MeshModel): Inventory {
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined);
  const primitives = model.meshes.flatMap((mesh) => mesh.primitives);
  const used = distinctMaterials(primitives, model.materials);
  const emptyNodes = countEmpty(model.nodes);
  return {
    parts: shown.length,
    names: shown.flatMap((node) => nodeName(node, model.meshes) ?? []),
    assemblyNodes: model.nodes.length - shown.length - emptyNodes,
    emptyNodes,
    instances: shown.length - new Set(shown.map(({ mesh }) => mesh)).size,
    normals: sum(primitives.map(({ normals }) => (normals?.length ?? 0) / 3)),
    uvs: sum(primitives.map(({ uvs }) => (uvs?.length ?? 0) / 2)),
    secondUvs: primitives.filter(({ secondUvs }) => secondUvs).length,
    vertexColours: sum(primitives.map(({ colours }) => (colours?.length ?? 0) / 4)),
    coloursOverImages: sum(
      primitives
        .filter(({ uvs, material }) => uvs && model.materials[material!]?.baseColourImage !== undefined)
        .map(({ colours }) => (colours?.length ?? 0) / 4),
    ),
    materials: used.length,
    materialColours: used.filter(saysColour).length,
    materialNames: used.filter(({ name }) => name !== undefined).length,
    finishes: used.filter(saysFinish).length,
    textures: model.images.length,
    texturesOnSecondUvs: new Set(used.flatMap(imagesOnSecondUvs)).size,
    wraps: model.images.filter(({ wrap }) => wrap !== undefined).length,
    polygons: sum(primitives.map(countPolygons)),
  };
}

const imagesOnSecondUvs = (material: Material): (number | undefined)[] =>
  (material.onSecondUvs ?? []).map((slot) => material[slot]);

/** Those that are used; equal ones are one, as writers make them. */
function distinctMaterials(primitives: readonly Primitive[], materials: readonly Material[]): Material[] {
  const used = new Set(primitives.map(({ material }) => material));
  const distinct = new Map<string, Material>();
  for (const index of used) {
    if (index !== undefined) distinct.set(JSON.stringify(materials[index]), materials[index]!);
  }
  return [...distinct.values()];
}

/** A parent stands before its children, so backwards every child is known before its parent. */
function countEmpty(nodes: readonly MeshNode[]): number {
  const isFull = nodes.map(({ mesh }) => mesh !== undefined);
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const { parent } = nodes[index]!;
    if (isFull[index] && parent !== undefined) isFull[parent] = true;
  }
  return isFull.filter((full) => !full).length;
}

/** A file of flat faces holds parts, names and colours as far as its format does, and nothing of what only meshes have. */
export const inventoryOfFacets = ({ measures, partNames, assemblies }: FacetInspection): Inventory => ({
  parts: measures.parts,
  names: partNames,
  assemblyNodes: assemblies,
  emptyNodes: 0,
  instances: 0,
  normals: 0,
  uvs: 0,
  secondUvs: 0,
  vertexColours: 0,
  coloursOverImages: 0,
  materials: measures.colours,
  materialColours: measures.colours,
  materialNames: 0,
  finishes: 0,
  textures: 0,
  texturesOnSecondUvs: 0,
  wraps: 0,
  polygons: undefined,
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
