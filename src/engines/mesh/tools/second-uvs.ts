import { IMAGE_SLOTS, type Material, type MeshModel, type Primitive } from '../model.ts';
import { mapPrimitives } from './map-primitives.ts';

/** The model without the second set of texture coordinates and without the images that it places. */
export function withoutSecondUvs(model: MeshModel): MeshModel {
  const hasSecond = model.meshes.some(({ primitives }) => primitives.some(({ secondUvs }) => secondUvs));
  if (!hasSecond && model.materials.every(({ onSecondUvs }) => onSecondUvs === undefined)) return model;
  return { ...mapPrimitives(model, withFirstOnly), materials: model.materials.map(withoutImagesOnSecond) };
}

const withFirstOnly = ({ secondUvs: _, ...rest }: Primitive): Primitive => rest;

function withoutImagesOnSecond({ onSecondUvs = [], ...rest }: Material): Material {
  const material: Material = rest;
  for (const slot of onSecondUvs) delete material[slot];
  if (onSecondUvs.includes('emissiveImage')) {
    delete material.emissive; // alone it would make the whole surface glow
    delete material.emissiveStrength;
  }
  return material;
}

/** Where the images of the first set were not found, the second takes its place. */
export function promoteSecondUvs({ meshes, materials }: Pick<MeshModel, 'meshes' | 'materials'>): void {
  const promoted = new Set<number>();
  for (const [index, material] of materials.entries()) {
    const images = IMAGE_SLOTS.filter((slot) => material[slot] !== undefined).length;
    if (material.onSecondUvs?.length !== images) continue;
    delete material.onSecondUvs;
    promoted.add(index);
  }
  for (const primitive of meshes.flatMap(({ primitives }) => primitives)) {
    if (primitive.material === undefined || !promoted.has(primitive.material)) continue;
    const { secondUvs } = primitive;
    delete primitive.secondUvs;
    if (secondUvs) primitive.uvs = secondUvs;
    else delete primitive.uvs;
  }
}
