import type { Primitive } from '../model.ts';
import type { OnFraction } from '../read-result.ts';

/** So many points take some milliseconds: each looks into 27 cells. */
const STEP = 3 << 12;

/**
 * Moves each point to the first earlier point within `tolerance` that stayed in place, so that welding makes them one.
 * No point moves farther than the tolerance.
 */
export function snapPoints(primitive: Primitive, tolerance: number, onFraction: OnFraction): Primitive {
  const { positions } = primitive;
  const snapped = positions.slice() as Primitive['positions'];
  const cells = new Map<string, number[]>();
  const limit = tolerance * tolerance;
  for (let at = 0; at < positions.length; at += 3) {
    if (at % STEP === 0) onFraction(at / positions.length);
    const x = positions[at]!;
    const y = positions[at + 1]!;
    const z = positions[at + 2]!;
    const cell = [x, y, z].map((value) => Math.floor(value / tolerance)) as [number, number, number];
    const found = nearestAnchor(positions, cells, cell, x, y, z, limit);
    if (found === undefined) {
      const key = keyOf(cell[0], cell[1], cell[2]);
      const list = cells.get(key);
      if (list === undefined) cells.set(key, [at]);
      else list.push(at);
    } else {
      snapped[at] = positions[found]!;
      snapped[at + 1] = positions[found + 1]!;
      snapped[at + 2] = positions[found + 2]!;
    }
  }
  return { ...primitive, positions: snapped };
}

const keyOf = (x: number, y: number, z: number): string => `${x} ${y} ${z}`;

function nearestAnchor(
  positions: Primitive['positions'],
  cells: ReadonlyMap<string, readonly number[]>,
  [cx, cy, cz]: readonly [number, number, number],
  x: number,
  y: number,
  z: number,
  limit: number,
): number | undefined {
  let nearest: number | undefined;
  let best = limit;
  for (let dx = -1; dx <= 1; dx += 1) {
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dz = -1; dz <= 1; dz += 1) {
        for (const anchor of cells.get(keyOf(cx + dx, cy + dy, cz + dz)) ?? []) {
          const ux = positions[anchor]! - x;
          const uy = positions[anchor + 1]! - y;
          const uz = positions[anchor + 2]! - z;
          const distance = ux * ux + uy * uy + uz * uz;
          if (distance > best || (distance === best && nearest !== undefined)) continue;
          best = distance;
          nearest = anchor;
        }
      }
    }
  }
  return nearest;
}
