import type { LossTally } from '../../gltf/loss-tally.ts';
import { changesUvs, type UvTransform } from '../../tools/transform-uvs.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { numberInput, shaderOf, textInput, tupleInput } from './shader-inputs.ts';
import type { Stage } from './stage.ts';

/** Texture coordinates that place an image. */
export interface UvSet {
  primvar: string;
  /** While v runs upwards, as in USD; absent: as they are. */
  transform?: UvTransform;
}

export const sameUvSet = (one: UvSet, other: UvSet): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Of a UsdUVTexture; undefined where it does not say. */
export function uvSetOf(stage: Stage, texture: StagePrim, lost: LossTally): UvSet | undefined {
  const source = shaderOf(stage, texture, 'inputs:st');
  const isMoved = source?.id === 'UsdTransform2d';
  const reader = isMoved ? shaderOf(stage, source.prim, 'inputs:in') : source;
  const primvar = reader?.id.startsWith('UsdPrimvarReader')
    ? textInput(stage, reader.prim, 'varname')
    : undefined;
  if (primvar === undefined) {
    if (isMoved) lost.add('texture transforms', 1, 'Nothing says which texture coordinates they move.');
    return undefined;
  }
  const transform = isMoved ? transformOf(stage, source.prim) : undefined;
  return { primvar, ...(transform && changesUvs(transform) && { transform }) };
}

/** UsdTransform2d: scaled, then turned, in degrees, then moved. */
function transformOf(stage: Stage, shader: StagePrim): UvTransform | undefined {
  const [su = 1, sv = 1] = tupleInput(stage, shader, 'scale', 2) ?? [];
  const [tu = 0, tv = 0] = tupleInput(stage, shader, 'translation', 2) ?? [];
  const angle = ((numberInput(stage, shader, 'rotation') ?? 0) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const transform = [cos * su, sin * su, -sin * sv, cos * sv, tu, tv] as const;
  return transform.every(Number.isFinite) ? transform : undefined;
}
