import type { LossTally } from '../../gltf/loss-tally.ts';
import type { Material } from '../../model.ts';
import { UNKNOWN_COLOUR } from '../../tools/colour.ts';
import { locate } from '../stage/assets.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { numberInput, shaderOf, sourceOf, textInput, tupleInput } from './shader-inputs.ts';
import type { Stage } from './stage.ts';

export interface ReadMaterial {
  material: Material;
  /** Where the image of the base colour lies. */
  texture?: string;
  /** The texture coordinates that it is placed by. */
  uvPrimvar?: string;
  /** The base colour is that of the vertices. */
  usesVertexColours: boolean;
}

/** Inputs that may have textures which the model has no place for. */
const OTHER_INPUTS = ['normal', 'metallic', 'roughness', 'emissiveColor', 'occlusion', 'specularColor'];

/** Reads the preview surface of a UsdShadeMaterial (https://openusd.org/release/spec_usdpreviewsurface.html). */
export function readMaterial(stage: Stage, prim: StagePrim, lost: LossTally): ReadMaterial {
  const surface = shaderOf(stage, prim, 'outputs:surface');
  const name = prim.displayName;
  if (surface?.id !== 'UsdPreviewSurface') {
    lost.add(
      'materials of other shaders',
      1,
      'Only UsdPreviewSurface is read; they have their names and a plain colour.',
    );
    const baseColour: Material['baseColour'] = [...UNKNOWN_COLOUR];
    return { material: { name, baseColour, metallic: 0, roughness: 0.5 }, usesVertexColours: false };
  }
  const shader = surface.prim;
  const base = readBaseColour(stage, shader, lost);
  const opacity = readOpacity(stage, shader, base.textureShader, lost);
  const emissive = tupleInput(stage, shader, 'emissiveColor', 3);
  noteOthers(stage, shader, lost);
  const alpha = base.texture !== undefined && opacity.isTextured ? base.colour[3]! : opacity.value;
  const [red = 1, green = 1, blue = 1] = base.colour;
  const material: Material = {
    name,
    baseColour: [red, green, blue, alpha],
    metallic: numberInput(stage, shader, 'metallic') ?? 0,
    roughness: numberInput(stage, shader, 'roughness') ?? 0.5,
    alphaMode: opacity.mode,
    ...(opacity.mode === 'MASK' && { alphaCutoff: opacity.threshold }),
  };
  if (emissive?.some((channel) => channel > 0)) {
    material.emissive = [emissive[0]!, emissive[1]!, emissive[2]!];
  }
  return {
    material,
    ...(base.texture !== undefined && { texture: base.texture }),
    ...(base.uvPrimvar !== undefined && { uvPrimvar: base.uvPrimvar }),
    usesVertexColours: base.usesVertexColours,
  };
}

interface BaseColour {
  colour: readonly number[];
  usesVertexColours: boolean;
  textureShader?: StagePrim;
  texture?: string;
  uvPrimvar?: string;
}

function readBaseColour(stage: Stage, shader: StagePrim, lost: LossTally): BaseColour {
  const connected = shaderOf(stage, shader, 'inputs:diffuseColor');
  if (connected === undefined) {
    const colour = tupleInput(stage, shader, 'diffuseColor', 3) ?? [0.18, 0.18, 0.18];
    return { colour, usesVertexColours: false };
  }
  const white = [1, 1, 1, 1];
  if (connected.id.startsWith('UsdPrimvarReader')) {
    const usesVertexColours = textInput(stage, connected.prim, 'varname') === 'displayColor';
    return { colour: white, usesVertexColours };
  }
  const file = connected.id === 'UsdUVTexture' ? sourceOf(stage, connected.prim, 'inputs:file') : undefined;
  const reference = file?.prim.text(file.property);
  const layer = file?.prim.layerOf(file.property);
  const texture =
    reference === undefined || layer === undefined ? undefined : locate(layer.layer.path, reference);
  if (texture === undefined) {
    lost.add('textures', 1, 'Their files are none that came with the model.');
    return { colour: white, usesVertexColours: false };
  }
  noteSampling(stage, connected.prim, lost);
  const uvPrimvar = readUvPrimvar(stage, connected.prim, lost);
  return {
    colour: tupleInput(stage, connected.prim, 'scale', 4) ?? white,
    usesVertexColours: false,
    textureShader: connected.prim,
    texture,
    ...(uvPrimvar !== undefined && { uvPrimvar }),
  };
}

function readUvPrimvar(stage: Stage, texture: StagePrim, lost: LossTally): string | undefined {
  let reader = shaderOf(stage, texture, 'inputs:st');
  if (reader?.id === 'UsdTransform2d') {
    lost.add('texture transforms', 1, 'Textures lie where the texture coordinates put them.');
    reader = shaderOf(stage, reader.prim, 'inputs:in');
  }
  return reader?.id.startsWith('UsdPrimvarReader') ? textInput(stage, reader.prim, 'varname') : undefined;
}

function noteSampling(stage: Stage, texture: StagePrim, lost: LossTally): void {
  const wraps = ['wrapS', 'wrapT'].map((name) => textInput(stage, texture, name) ?? 'useMetadata');
  const other = wraps.some((wrap) => wrap !== 'repeat' && wrap !== 'useMetadata');
  if (other) lost.add('texture wrap modes', 1, 'Textures repeat.');
}

interface Opacity {
  value: number;
  threshold: number;
  mode: NonNullable<Material['alphaMode']>;
  isTextured: boolean;
}

function readOpacity(
  stage: Stage,
  shader: StagePrim,
  colourTexture: StagePrim | undefined,
  lost: LossTally,
): Opacity {
  const connected = shaderOf(stage, shader, 'inputs:opacity');
  const isTextured =
    connected?.id === 'UsdUVTexture' &&
    connected.property === 'outputs:a' &&
    connected.prim.path === colourTexture?.path;
  if (connected?.id === 'UsdUVTexture' && !isTextured) noteTexture(lost);
  const value = connected === undefined ? (numberInput(stage, shader, 'opacity') ?? 1) : 1;
  const threshold = numberInput(stage, shader, 'opacityThreshold') ?? 0;
  const mayBlend =
    isTextured ||
    value < 1 ||
    connected?.id.startsWith('UsdPrimvarReader') ||
    textInput(stage, shader, 'opacityMode') === 'transparent';
  const mode = threshold > 0 ? 'MASK' : mayBlend ? 'BLEND' : 'OPAQUE';
  return { value, threshold, mode, isTextured };
}

function noteOthers(stage: Stage, shader: StagePrim, lost: LossTally): void {
  for (const name of OTHER_INPUTS) {
    if (shaderOf(stage, shader, `inputs:${name}`)?.id === 'UsdUVTexture') noteTexture(lost);
  }
  if ((numberInput(stage, shader, 'clearcoat') ?? 0) > 0) {
    lost.add('clear coats', 1, 'The model has no place for a second layer of a surface.');
  }
  if (numberInput(stage, shader, 'useSpecularWorkflow') === 1) {
    lost.add('specular colours', 1, 'Surfaces are read as metal or not.');
  }
}

const noteTexture = (lost: LossTally): void => lost.add('textures', 1, 'Only base colour textures are kept.');
