import type { Material } from '../../model.ts';
import type { MaterialUse } from './material-use.ts';
import { alphaModeOf, emissionOf, type SurfaceTexture, texturesOf } from './surface-textures.ts';
import type { TextureFiles } from './texture-files.ts';
import { numberText, quoted, tuple, type UsdaWriter } from './usda-writer.ts';

/** The shaders of a material at a path (https://openusd.org/release/spec_usdpreviewsurface.html). */
export function writeNetwork(
  writer: UsdaWriter,
  path: string,
  material: Material,
  { hasUvs, hasSecondUvs, hasColours }: MaterialUse,
  files: TextureFiles,
): void {
  const textures = texturesOf(material).filter(({ isOnSecondUvs }) =>
    isOnSecondUvs ? hasSecondUvs : hasUvs,
  );
  const inputs = plainInputs(material);
  for (const { identifier, outputs } of textures) {
    for (const [input, channel] of Object.entries(outputs)) {
      inputs.delete(input);
      inputs.set(`${input}.connect`, `<${path}/${identifier}.outputs:${channel}>`);
    }
  }
  if (hasColours) connectColours(inputs, path);
  writer.line(`token outputs:surface.connect = <${path}/Surface.outputs:surface>`);
  writer.block('def Shader "Surface"', [], () => {
    writer.line('uniform token info:id = "UsdPreviewSurface"');
    for (const [input, value] of [...inputs].sort(byName)) writer.line(`${input} = ${value}`);
    writer.line('token outputs:surface');
  });
  for (const texture of textures) writeTexture(writer, path, texture, files);
  if (hasUvs) writeReader(writer, UVS, 'float2', 'st');
  if (hasSecondUvs) writeReader(writer, SECOND_UVS, 'float2', 'st1');
  if (hasColours) {
    writeReader(writer, 'Colors', 'float3', 'displayColor');
    if (inputs.has('float inputs:opacity.connect'))
      writeReader(writer, 'Opacities', 'float', 'displayOpacity');
  }
}

/** The shaders that read texture coordinates. */
const UVS = 'TextureCoordinates';
const SECOND_UVS = 'TextureCoordinates1';

const byName = ([a]: [string, string], [b]: [string, string]): number =>
  nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b));
const nameOf = (input: string): string => input.slice(input.indexOf(' ') + 1);

function plainInputs(material: Material): Map<string, string> {
  const { baseColour, metallic, roughness, alphaCutoff = 0.5 } = material;
  const mode = alphaModeOf(material);
  const emission = emissionOf(material);
  const inputs = new Map([
    ['color3f inputs:diffuseColor', tuple(baseColour.slice(0, 3))],
    ['float inputs:metallic', numberText(metallic)],
    ['float inputs:roughness', numberText(roughness)],
  ]);
  if (emission.some((channel) => channel > 0)) inputs.set('color3f inputs:emissiveColor', tuple(emission));
  if (mode !== 'OPAQUE') inputs.set('float inputs:opacity', numberText(baseColour[3]));
  // "transparent" is what a surface is without it; written, it tells blending from an opacity that happens to be 1.
  if (mode === 'BLEND') inputs.set('token inputs:opacityMode', '"transparent"');
  if (mode === 'MASK') inputs.set('float inputs:opacityThreshold', numberText(alphaCutoff));
  return inputs;
}

/** The colours of the vertices have that of the material in them. */
function connectColours(inputs: Map<string, string>, path: string): void {
  inputs.delete('color3f inputs:diffuseColor');
  inputs.set('color3f inputs:diffuseColor.connect', `<${path}/Colors.outputs:result>`);
  if (!inputs.delete('float inputs:opacity')) return;
  inputs.set('float inputs:opacity.connect', `<${path}/Opacities.outputs:result>`);
}

function writeTexture(writer: UsdaWriter, path: string, texture: SurfaceTexture, files: TextureFiles): void {
  const { u = 'repeat', v = 'repeat' } = files.wrapOf(texture.image) ?? {};
  const { identifier, colourSpace, scale, bias, outputs, isOnSecondUvs } = texture;
  writer.block(`def Shader "${identifier}"`, [], () => {
    writer.line('uniform token info:id = "UsdUVTexture"');
    if (bias.some((value) => value !== 0)) writer.line(`float4 inputs:bias = ${tuple(bias)}`);
    writer.line(`asset inputs:file = @${files.nameOf(texture.image)}@`);
    if (scale.some((value) => value !== 1)) writer.line(`float4 inputs:scale = ${tuple(scale)}`);
    writer.line(`token inputs:sourceColorSpace = ${quoted(colourSpace)}`);
    writer.line(`float2 inputs:st.connect = <${path}/${isOnSecondUvs ? SECOND_UVS : UVS}.outputs:result>`);
    writer.line(`token inputs:wrapS = ${quoted(u)}`);
    writer.line(`token inputs:wrapT = ${quoted(v)}`);
    for (const channel of Object.values(outputs)) {
      writer.line(`${channel === 'rgb' ? 'float3' : 'float'} outputs:${channel}`);
    }
  });
}

function writeReader(writer: UsdaWriter, identifier: string, type: string, primvar: string): void {
  writer.block(`def Shader "${identifier}"`, [], () => {
    writer.line(`uniform token info:id = "UsdPrimvarReader_${type}"`);
    writer.line(`string inputs:varname = "${primvar}"`);
    writer.line(`${type} outputs:result`);
  });
}
