import type { Image, Wrapping } from '../model.ts';

/** How an image goes on beside itself; undefined where it repeats, as most do. */
export const wrapping = (u: Wrapping, v: Wrapping): Image['wrap'] =>
  u === 'repeat' && v === 'repeat' ? undefined : { u, v };
