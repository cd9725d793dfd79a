import type { Material } from '../../model.ts';
import { displayNameOf, Identifiers } from './identifiers.ts';
import type { MaterialUse } from './material-use.ts';
import { texturesOf } from './surface-textures.ts';
import type { TextureFiles } from './texture-files.ts';
import { quoted, type UsdaWriter } from './usda-writer.ts';
import { writeNetwork } from './write-network.ts';

/** The materials of a scope. What would be written alike is written once. */
export class MaterialScope {
  /** Of the scope. */
  readonly path: string;
  private readonly uses = new Map<string, { use: MaterialUse; identifier: string }>();
  private readonly identifiers = new Identifiers();
  private readonly materials: readonly Material[];

  constructor(path: string, materials: readonly Material[]) {
    this.path = path;
    this.materials = materials;
  }

  get isEmpty(): boolean {
    return this.uses.size === 0;
  }

  /** The identifier of the material in the scope; the scope is written once all of them are known. */
  identifierOf({ material, hasUvs, hasSecondUvs, hasColours }: MaterialUse): string {
    const given = this.materials[material]!;
    const { name, baseColourImage } = given;
    const textures = texturesOf(given);
    const use = {
      material,
      hasUvs: hasUvs && textures.some(({ isOnSecondUvs }) => !isOnSecondUvs),
      hasSecondUvs: hasSecondUvs && textures.some(({ isOnSecondUvs }) => isOnSecondUvs),
      hasColours: hasColours && !(hasUvs && baseColourImage !== undefined),
    };
    const key = JSON.stringify([given, use.hasUvs, use.hasSecondUvs, use.hasColours]);
    let known = this.uses.get(key);
    if (known === undefined) {
      known = { use, identifier: this.identifiers.make(name, 'Material') };
      this.uses.set(key, known);
    }
    return known.identifier;
  }

  write(writer: UsdaWriter, textures: TextureFiles): void {
    for (const { use, identifier } of this.uses.values()) {
      const material = this.materials[use.material]!;
      const displayName = displayNameOf(material.name, identifier);
      const metadata = displayName === undefined ? [] : [`displayName = ${quoted(displayName)}`];
      writer.block(`def Material "${identifier}"`, metadata, () =>
        writeNetwork(writer, `${this.path}/${identifier}`, material, use, textures),
      );
    }
  }
}
