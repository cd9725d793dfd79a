import type { Image, Material } from '../../model.ts';
import { displayNameOf, Identifiers } from './identifiers.ts';
import { numberText, quoted, tuple, type UsdaWriter } from './usda-writer.ts';

/** How a material is used: what it can take from the points of a mesh depends on it. */
export interface MaterialUse {
  /** Index into the materials of the model. */
  material: number;
  hasUvs: boolean;
  hasColours: boolean;
}

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
  identifierOf({ material, hasUvs, hasColours }: MaterialUse): string {
    const given = this.materials[material]!;
    const { name, baseColourImage } = given;
    const isTextured = hasUvs && baseColourImage !== undefined;
    const use = { material, hasUvs: isTextured, hasColours: hasColours && !isTextured };
    const key = JSON.stringify([given, use.hasUvs, use.hasColours]);
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

/** The images that are in the package, by the names that they have there. */
export class TextureFiles {
  readonly files: { name: string; bytes: Uint8Array }[] = [];
  private readonly names = new Map<Image, string>();
  private readonly images: readonly Image[];

  constructor(images: readonly Image[]) {
    this.images = images;
  }

  nameOf(index: number): string {
    const image = this.images[index]!;
    const known = this.names.get(image);
    if (known !== undefined) return known;
    const name = `textures/${this.files.length}.${image.mediaType === 'image/png' ? 'png' : 'jpg'}`;
    this.names.set(image, name);
    this.files.push({ name, bytes: image.bytes });
    return name;
  }
}

/** https://openusd.org/release/spec_usdpreviewsurface.html */
function writeNetwork(
  writer: UsdaWriter,
  path: string,
  material: Material,
  { hasUvs, hasColours }: MaterialUse,
  textures: TextureFiles,
): void {
  const { metallic, roughness, emissive, baseColourImage } = material;
  const [red, green, blue, alpha] = material.baseColour;
  const mode = material.alphaMode ?? (alpha < 1 ? 'BLEND' : 'OPAQUE');
  const textured = hasUvs && baseColourImage !== undefined;
  writer.line(`token outputs:surface.connect = <${path}/Surface.outputs:surface>`);
  writer.block('def Shader "Surface"', [], () => {
    writer.line('uniform token info:id = "UsdPreviewSurface"');
    if (textured) writer.line(`color3f inputs:diffuseColor.connect = <${path}/BaseColor.outputs:rgb>`);
    else if (hasColours) writer.line(`color3f inputs:diffuseColor.connect = <${path}/Colors.outputs:result>`);
    else writer.line(`color3f inputs:diffuseColor = ${tuple([red, green, blue])}`);
    if (emissive) writer.line(`color3f inputs:emissiveColor = ${tuple(emissive)}`);
    writer.line(`float inputs:metallic = ${numberText(metallic)}`);
    if (mode !== 'OPAQUE') {
      if (textured) writer.line(`float inputs:opacity.connect = <${path}/BaseColor.outputs:a>`);
      else if (hasColours) writer.line(`float inputs:opacity.connect = <${path}/Opacities.outputs:result>`);
      else writer.line(`float inputs:opacity = ${numberText(alpha)}`);
    }
    // "transparent" is what a surface is without it; written, it tells blending from an opacity that happens to be 1.
    if (mode === 'BLEND') writer.line('token inputs:opacityMode = "transparent"');
    if (mode === 'MASK') {
      writer.line(`float inputs:opacityThreshold = ${numberText(material.alphaCutoff ?? 0.5)}`);
    }
    writer.line(`float inputs:roughness = ${numberText(roughness)}`);
    writer.line('token outputs:surface');
  });
  if (textured) {
    writeTexture(writer, path, textures.nameOf(baseColourImage), material.baseColour);
  } else if (hasColours) {
    writeReader(writer, 'Colors', 'float3', 'displayColor');
    if (mode !== 'OPAQUE') writeReader(writer, 'Opacities', 'float', 'displayOpacity');
  }
}

function writeTexture(writer: UsdaWriter, path: string, file: string, factor: Material['baseColour']): void {
  writer.block('def Shader "BaseColor"', [], () => {
    writer.line('uniform token info:id = "UsdUVTexture"');
    writer.line(`asset inputs:file = @${file}@`);
    if (factor.some((value) => value !== 1)) writer.line(`float4 inputs:scale = ${tuple(factor)}`);
    writer.line('token inputs:sourceColorSpace = "sRGB"');
    writer.line(`float2 inputs:st.connect = <${path}/TextureCoordinates.outputs:result>`);
    for (const axis of ['S', 'T']) writer.line(`token inputs:wrap${axis} = "repeat"`);
    writer.line('float outputs:a');
    writer.line('float3 outputs:rgb');
  });
  writeReader(writer, 'TextureCoordinates', 'float2', 'st');
}

function writeReader(writer: UsdaWriter, identifier: string, type: string, primvar: string): void {
  writer.block(`def Shader "${identifier}"`, [], () => {
    writer.line(`uniform token info:id = "UsdPrimvarReader_${type}"`);
    writer.line(`string inputs:varname = "${primvar}"`);
    writer.line(`${type} outputs:result`);
  });
}
