import type { Primitive } from '../model.ts';
import { numberOf, type SceneNode, vectorOf } from './syntax/scene-node.ts';

/** Moves texture coordinates in place: -C × S × R × C × T (ISO/IEC 19775-1, 18.4.8); v runs downwards in the model. */
export function placeTexture({ uvs }: Primitive, transform: SceneNode | undefined): void {
  if (uvs === undefined || transform?.type !== 'TextureTransform') return;
  const [cx, cy] = vectorOf(transform, 'center', [0, 0]) as [number, number];
  const [sx, sy] = vectorOf(transform, 'scale', [1, 1]) as [number, number];
  const [tx, ty] = vectorOf(transform, 'translation', [0, 0]) as [number, number];
  const angle = numberOf(transform, 'rotation', 0);
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  for (let at = 0; at < uvs.length; at += 2) {
    const u = uvs[at]! + tx + cx;
    const v = 1 - uvs[at + 1]! + ty + cy;
    const turnedU = u * cosine - v * sine;
    const turnedV = u * sine + v * cosine;
    uvs[at] = turnedU * sx - cx;
    uvs[at + 1] = 1 - (turnedV * sy - cy);
  }
}
