import type { Vector } from './camera.ts';

/** To the right, up, and towards the viewer; their lengths are how bright they are. */
const KEY: Vector = [-0.28, 0.52, 0.44];
const FILL: Vector = [0.12, 0.03, 0.1];
const FROM_ALL_SIDES = 0.22;
/** More from above than from below. */
const SKY = 0.08;

/**
 * How much light a matt surface sends on (after Lambert): about 1 where it looks at the key light.
 * @param x the direction in which it looks, of length 1, along the axes of the camera
 */
export function lightOn(x: number, y: number, z: number): number {
  const key = KEY[0] * x + KEY[1] * y + KEY[2] * z;
  const fill = FILL[0] * x + FILL[1] * y + FILL[2] * z;
  return FROM_ALL_SIDES + SKY * y + Math.max(0, key) + Math.max(0, fill);
}
