import type { LossTally } from '../../gltf/loss-tally.ts';
import type { Image, ImageSlot, Material, MeshModel } from '../../model.ts';
import type { Assets } from '../stage/assets.ts';
import { IdentityKeys } from '../stage/identity-keys.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { type ReadMaterial, readMaterial } from './read-material.ts';
import type { Stage } from './stage.ts';
import type { PlacedFile } from './surface-texture.ts';

/** What a bound material means for a mesh. */
export interface BoundMaterial extends Omit<ReadMaterial, 'material' | 'files'> {
  /** Index into the materials of the model. */
  index: number;
}

/** Collects the materials of the model, equal ones once, and the places of their images. */
export class Materials {
  private readonly stage: Stage;
  private readonly lost: LossTally;
  private readonly read = new Map<string, ReadMaterial | undefined>();
  private readonly keys = new IdentityKeys();
  private readonly byIdentity = new Map<string, ReadMaterial>();
  private readonly places = new Map<string, number>();
  private readonly list: Pick<ReadMaterial, 'material' | 'files'>[] = [];

  constructor(stage: Stage, lost: LossTally) {
    this.stage = stage;
    this.lost = lost;
  }

  /** The material at a path of the stage; undefined where there is none. */
  bound(path: string, doubleSided: boolean): BoundMaterial | undefined {
    if (!this.read.has(path)) {
      const prim = this.stage.find(path);
      const isMaterial = prim?.typeName === 'Material';
      this.read.set(path, isMaterial ? this.readOnce(prim) : undefined);
    }
    const read = this.read.get(path);
    if (read === undefined) return undefined;
    const { material, files, ...rest } = read;
    return { ...rest, index: this.place(doubleSided ? { ...material, doubleSided } : material, files) };
  }

  /** A material for a mesh that has a colour and no material. */
  plain(baseColour: Material['baseColour'], doubleSided: boolean): number {
    const alphaMode = baseColour[3] < 1 ? 'BLEND' : 'OPAQUE';
    const material: Material = { baseColour, metallic: 0, roughness: 0.5, alphaMode };
    return this.place(doubleSided ? { ...material, doubleSided } : material);
  }

  /** Reads the images. Those that are missing, or are neither PNG nor JPEG, are left out. */
  async finish(assets: Assets): Promise<Pick<MeshModel, 'materials' | 'images'>> {
    const images: Image[] = [];
    const decoded = new Map<string, Image | undefined>();
    const placesOfImages = new Map<string, number>();
    for (const placed of this.list.flatMap(({ files }) => Object.values(files))) {
      const { file, wrap } = placed;
      if (!decoded.has(file)) {
        const image = imageOf(file, await assets.read(file));
        if (image === undefined) {
          this.lost.add('images', 1, 'They did not come with the model, or are neither PNG nor JPEG.');
        }
        decoded.set(file, image);
      }
      const image = decoded.get(file);
      const key = JSON.stringify(placed);
      if (image === undefined || placesOfImages.has(key)) continue;
      placesOfImages.set(key, images.push({ ...image, ...(wrap && { wrap }) }) - 1);
    }
    const materials = this.list.map(({ material: { onSecondUvs = [], ...material }, files }): Material => {
      const places: Partial<Record<ImageSlot, number>> = {};
      for (const [slot, placed] of Object.entries(files) as [ImageSlot, PlacedFile][]) {
        const place = placesOfImages.get(JSON.stringify(placed));
        if (place !== undefined) places[slot] = place;
      }
      const placed = onSecondUvs.filter((slot) => places[slot] !== undefined);
      return { ...material, ...places, ...(placed.length > 0 && { onSecondUvs: placed }) };
    });
    return { materials, images };
  }

  /** Several instances have one material at several paths: what is lost of it is counted once. */
  private readOnce(prim: StagePrim): ReadMaterial {
    const key = this.keys.keyOf(prim);
    const known = this.byIdentity.get(key);
    if (known !== undefined) return known;
    const read = readMaterial(this.stage, prim, this.lost);
    this.byIdentity.set(key, read);
    return read;
  }

  private place(material: Material, files: ReadMaterial['files'] = {}): number {
    const key = JSON.stringify([material, files]);
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.list.push({ material, files }) - 1;
      this.places.set(key, place);
    }
    return place;
  }
}

function imageOf(path: string, bytes: Uint8Array | undefined): Image | undefined {
  if (bytes === undefined) return undefined;
  const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  const mediaType = begins(0x89, 0x50, 0x4e, 0x47)
    ? 'image/png'
    : begins(0xff, 0xd8, 0xff)
      ? 'image/jpeg'
      : undefined;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return mediaType && { name, mediaType, bytes };
}
