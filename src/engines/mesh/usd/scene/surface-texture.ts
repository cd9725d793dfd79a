import type { LossTally } from '../../gltf/loss-tally.ts';
import type { Image, Wrapping } from '../../model.ts';
import { wrapping } from '../../tools/wrapping.ts';
import { locate } from '../stage/assets.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { shaderOf, sourceOf, textInput, tupleInput } from './shader-inputs.ts';
import type { Stage } from './stage.ts';
import { type UvSet, uvSetOf } from './uv-set.ts';

/** An image and how it goes on beside itself. */
export interface PlacedFile {
  /** Where it lies. */
  file: string;
  wrap?: Image['wrap'];
}

/** An image that an input of a surface gets its value from. */
export interface SurfaceTexture {
  /** Of the shader that reads it. */
  shader: StagePrim;
  /** Where the image lies. */
  file: string;
  /** Which of its channels: `r`, `g`, `b`, `a` or `rgb`. */
  output: string;
  scale: readonly number[];
  bias: readonly number[];
  /** The texture coordinates that it is placed by. */
  uvSet: UvSet | undefined;
}

/** Undefined where the input is not connected to an image, or to one that did not come with the model. */
export function textureOf(
  stage: Stage,
  surface: StagePrim,
  input: string,
  lost: LossTally,
): SurfaceTexture | undefined {
  const connected = shaderOf(stage, surface, `inputs:${input}`);
  if (connected?.id !== 'UsdUVTexture') return undefined;
  const { prim: shader, property } = connected;
  const source = sourceOf(stage, shader, 'inputs:file');
  const reference = source?.prim.text(source.property);
  const layer = source?.prim.layerOf(source.property)?.layer;
  const file = reference === undefined || layer === undefined ? undefined : locate(layer.path, reference);
  if (file === undefined) {
    lost.add('textures', 1, 'Their files are none that came with the model.');
    return undefined;
  }
  return {
    shader,
    file,
    output: property.slice('outputs:'.length),
    scale: tupleInput(stage, shader, 'scale', 4) ?? [1, 1, 1, 1],
    bias: tupleInput(stage, shader, 'bias', 4) ?? [0, 0, 0, 0],
    uvSet: uvSetOf(stage, shader, lost),
  };
}

const WORDS: ReadonlySet<string> = new Set<Wrapping>(['repeat', 'mirror', 'clamp']);

/** An image that is black outside goes on with its edge, which is noted; one that says it itself repeats. */
export function wrapOf(stage: Stage, { shader }: SurfaceTexture, lost: LossTally): Image['wrap'] {
  const [u, v] = ['wrapS', 'wrapT'].map((name): Wrapping => {
    const word = textInput(stage, shader, name) ?? 'useMetadata';
    if (WORDS.has(word)) return word as Wrapping;
    if (word !== 'black') return 'repeat';
    lost.add('texture wrap modes', 1, 'Textures go on with their edge.');
    return 'clamp';
  }) as [Wrapping, Wrapping];
  return wrapping(u, v);
}
