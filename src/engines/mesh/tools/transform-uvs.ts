/** u' = a·u + c·v + e, v' = b·u + d·v + f. */
export type UvTransform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const IDENTITY: UvTransform = [1, 0, 0, 1, 0, 0];

export const changesUvs = (transform: UvTransform): boolean =>
  transform.some((value, at) => value !== IDENTITY[at]);

/** Changes the coordinates in place. */
export function transformUvs(uvs: Float32Array, transform: UvTransform): void {
  const [a, b, c, d, e, f] = transform;
  for (let at = 0; at < uvs.length; at += 2) {
    const [u, v] = [uvs[at]!, uvs[at + 1]!];
    uvs[at] = a * u + c * v + e;
    uvs[at + 1] = b * u + d * v + f;
  }
}
