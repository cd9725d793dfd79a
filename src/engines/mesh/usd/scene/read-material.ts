import type { LossTally } from '../../gltf/loss-tally.ts';
import type { ImageSlot, Material } from '../../model.ts';
import { UNKNOWN_COLOUR } from '../../tools/colour.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { numberInput, shaderOf, textInput, tupleInput } from './shader-inputs.ts';
import type { Stage } from './stage.ts';
import { readSurfaceImages } from './surface-images.ts';
import type { PlacedFile, SurfaceTexture } from './surface-texture.ts';
import type { UvSet } from './uv-set.ts';

export interface ReadMaterial {
  material: Material;
  files: Partial<Record<ImageSlot, PlacedFile>>;
  /** The texture coordinates that they are placed by: of the first set, and of the second where there is one. */
  uvSets: readonly UvSet[];
  /** The base colour is that of the vertices. */
  usesVertexColours: boolean;
}

const DEFAULT_COLOUR = [0.18, 0.18, 0.18];
const WHITE = [1, 1, 1];

/** Reads the preview surface of a UsdShadeMaterial (https://openusd.org/release/spec_usdpreviewsurface.html). */
export function readMaterial(stage: Stage, prim: StagePrim, lost: LossTally): ReadMaterial {
  const shader = shaderOf(stage, prim, 'outputs:surface');
  const name = prim.displayName;
  if (shader?.id !== 'UsdPreviewSurface') {
    const why = 'Only UsdPreviewSurface is read; they have their names and a plain colour.';
    lost.add('materials of other shaders', 1, why);
    const baseColour: Material['baseColour'] = [...UNKNOWN_COLOUR];
    return {
      material: { name, baseColour, metallic: 0, roughness: 0.5 },
      files: {},
      uvSets: [],
      usesVertexColours: false,
    };
  }
  const surface = shader.prim;
  const images = readSurfaceImages(stage, surface, lost);
  const usesVertexColours = readsVertexColours(stage, surface);
  const opacity = readOpacity(stage, surface, images.baseColour, lost);
  noteOthers(stage, surface, lost);
  const plain = usesVertexColours ? WHITE : tupleInput(stage, surface, 'diffuseColor', 3);
  const connected = shaderOf(stage, surface, 'inputs:diffuseColor') !== undefined;
  const [red, green, blue] = (images.baseColour?.scale ?? plain ?? (connected ? WHITE : DEFAULT_COLOUR)) as [
    number,
    number,
    number,
  ];
  const material: Material = {
    name,
    baseColour: [red, green, blue, opacity.value],
    ...images.finish,
    alphaMode: opacity.mode,
    ...(opacity.mode === 'MASK' && { alphaCutoff: opacity.threshold }),
  };
  const { files, uvSets } = images;
  return { material, files, usesVertexColours, uvSets };
}

function readsVertexColours(stage: Stage, surface: StagePrim): boolean {
  const connected = shaderOf(stage, surface, 'inputs:diffuseColor');
  if (!connected?.id.startsWith('UsdPrimvarReader')) return false;
  return textInput(stage, connected.prim, 'varname') === 'displayColor';
}

interface Opacity {
  value: number;
  threshold: number;
  mode: NonNullable<Material['alphaMode']>;
}

/** An image for the opacity alone has no place in the model; the alpha of the base colour's has. */
function readOpacity(
  stage: Stage,
  surface: StagePrim,
  base: SurfaceTexture | undefined,
  lost: LossTally,
): Opacity {
  const connected = shaderOf(stage, surface, 'inputs:opacity');
  const isImage = connected?.id === 'UsdUVTexture';
  const isOfBase = isImage && connected.property === 'outputs:a' && connected.prim.path === base?.shader.path;
  if (isImage && !isOfBase) lost.add('textures', 1, 'The opacity is that of the base colour.');
  let value = connected === undefined ? (numberInput(stage, surface, 'opacity') ?? 1) : 1;
  if (isOfBase) value = base!.scale[3]!;
  const threshold = numberInput(stage, surface, 'opacityThreshold') ?? 0;
  const mayBlend =
    isOfBase ||
    value < 1 ||
    connected?.id.startsWith('UsdPrimvarReader') ||
    textInput(stage, surface, 'opacityMode') === 'transparent';
  return { value, threshold, mode: threshold > 0 ? 'MASK' : mayBlend ? 'BLEND' : 'OPAQUE' };
}

function noteOthers(stage: Stage, surface: StagePrim, lost: LossTally): void {
  if ((numberInput(stage, surface, 'clearcoat') ?? 0) > 0) {
    lost.add('clear coats', 1, 'The model has no place for a second layer of a surface.');
  }
  if (numberInput(stage, surface, 'useSpecularWorkflow') === 1) {
    lost.add('specular colours', 1, 'Surfaces are read as metal or not.');
  }
}
