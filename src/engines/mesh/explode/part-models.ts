import { IMAGE_SLOTS, type Image, type Material, type Mesh, type MeshModel } from '../model.ts';
import { worldMatrices } from '../tools/flatten.ts';

/**
 * A model for each node that shows a mesh, in order: that node alone, where the tree puts it, with the materials and
 * images that it uses. Geometry is shared with the given model.
 */
export function* partModels(model: MeshModel): Generator<MeshModel> {
  const world = worldMatrices(model.nodes);
  for (const [index, { name, mesh }] of model.nodes.entries()) {
    if (mesh === undefined) continue;
    const matrix = world[index];
    yield {
      ...model,
      ...onlyUsed(model.meshes[mesh]!, model),
      nodes: [{ ...(name !== undefined && { name }), ...(matrix && { matrix }), mesh: 0 }],
    };
  }
}

function onlyUsed(mesh: Mesh, model: MeshModel): Pick<MeshModel, 'meshes' | 'materials' | 'images'> {
  const materials: Material[] = [];
  const images: Image[] = [];
  const imagePlace = placer(model.images, images);
  const materialPlace = placer(model.materials, materials, (material) => withImages(material, imagePlace));
  const primitives = mesh.primitives.map((primitive) =>
    primitive.material === undefined
      ? primitive
      : { ...primitive, material: materialPlace(primitive.material) },
  );
  return { meshes: [{ ...mesh, primitives }], materials, images };
}

function withImages(material: Material, placeOf: (index: number) => number): Material {
  const placed = { ...material };
  for (const slot of IMAGE_SLOTS) if (placed[slot] !== undefined) placed[slot] = placeOf(placed[slot]);
  return placed;
}

/** Takes over an item when it is first asked for; says its new place. */
function placer<T>(from: readonly T[], into: T[], change: (item: T) => T = (item) => item) {
  const places = new Map<number, number>();
  return (index: number): number => {
    const known = places.get(index);
    if (known !== undefined) return known;
    const place = into.push(change(from[index]!)) - 1;
    places.set(index, place);
    return place;
  };
}
