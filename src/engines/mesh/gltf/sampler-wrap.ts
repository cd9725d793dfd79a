import type { Image, Wrapping } from '../model.ts';
import { wrapping } from '../tools/wrapping.ts';
import type { GltfJson } from './gltf-json.ts';

type Wrap = Image['wrap'];
export type GltfSampler = NonNullable<GltfJson['samplers']>[number];

/** glTF 2.0, 5.26. */
const CODES: Readonly<Record<Wrapping, number>> = { repeat: 10497, mirror: 33648, clamp: 33071 };

const wrappingOf = (code: number | undefined): Wrapping =>
  code === CODES.mirror ? 'mirror' : code === CODES.clamp ? 'clamp' : 'repeat';

/** Of a texture of the file. */
export function readWrap(json: GltfJson, texture: number): Wrap {
  const { sampler } = json.textures![texture]!;
  if (sampler === undefined) return undefined;
  const { wrapS, wrapT } = json.samplers![sampler]!;
  return wrapping(wrappingOf(wrapS), wrappingOf(wrapT));
}

export const samplerOf = ({ u, v }: NonNullable<Wrap>): GltfSampler => ({ wrapS: CODES[u], wrapT: CODES[v] });
