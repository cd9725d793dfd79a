import type { Primitive } from '../../model.ts';

/** Sides of what is round. A multiple of four, so that the bounds are exact. */
export const SIDES = 48;
const RINGS = SIDES / 4;

/** A point of the outline, and where the surface faces there: radius and height. */
type OutlinePoint = readonly [radius: number, height: number, outwards: number, upwards: number];
/** A smooth piece of the outline, upwards along the axis. */
type Outline = readonly OutlinePoint[];

/** About the origin, with the axis along z. */
export const sphere = (radius: number): Primitive => turnedAround([arc(radius, 0, -90, 90)]);

/** @param bottom, top radii */
export function cylinder(height: number, bottom: number, top: number): Primitive {
  return turnedAround([
    cap(0, bottom, -height / 2, -1),
    side(height, bottom, top),
    cap(top, 0, height / 2, 1),
  ]);
}

export const cone = (height: number, radius: number): Primitive =>
  turnedAround([cap(0, radius, -height / 2, -1), side(height, radius, 0)]);

/** @param height of its straight part */
export function capsule(height: number, bottom: number, top: number): Primitive {
  return turnedAround([[...arc(bottom, -height / 2, -90, 0), ...arc(top, height / 2, 0, 90)]]);
}

export function cube(size: number): Primitive {
  const positions = new Float32Array(24);
  for (let corner = 0; corner < 8; corner += 1) {
    for (let axis = 0; axis < 3; axis += 1)
      positions[corner * 3 + axis] = (((corner >> axis) & 1) - 0.5) * size;
  }
  const sides = [0, 2, 3, 1, 4, 5, 7, 6, 0, 1, 5, 4, 2, 6, 7, 3, 0, 4, 6, 2, 1, 3, 7, 5];
  return { positions, indices: quads(sides) };
}

/** Facing z. */
export const plane = (width: number, length: number): Primitive => ({
  positions: Float32Array.from(
    [-1, -1, 1, -1, 1, 1, -1, 1].flatMap((sign, at) =>
      at % 2 === 0 ? [(sign * width) / 2] : [(sign * length) / 2, 0],
    ),
  ),
  indices: quads([0, 1, 2, 3]),
});

/** Its axis moved from z to another one, which turns the other two along. */
export function alongAxis(shape: Primitive, axis: string): Primitive {
  const steps = { X: 1, Y: 2 }[axis] ?? 0;
  const move = (vectors: Float32Array): Float32Array =>
    vectors.map((_, at) => vectors[at - (at % 3) + (((at % 3) + 3 - steps) % 3)]!);
  if (steps === 0) return shape;
  return {
    ...shape,
    positions: move(shape.positions as Float32Array),
    ...(shape.normals && { normals: move(shape.normals) }),
  };
}

function quads(corners: readonly number[]): Uint32Array {
  const indices: number[] = [];
  for (let at = 0; at < corners.length; at += 4) {
    const [a, b, c, d] = corners.slice(at, at + 4) as [number, number, number, number];
    indices.push(a, b, c, a, c, d);
  }
  return Uint32Array.from(indices);
}

function arc(radius: number, height: number, from: number, to: number): Outline {
  const steps = Math.round((RINGS * 2 * (to - from)) / 180);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) / 180) * Math.PI;
    const isPole = Math.abs(from + ((to - from) * step) / steps) === 90;
    const outwards = isPole ? 0 : Math.cos(angle);
    return [radius * outwards, height + radius * Math.sin(angle), outwards, Math.sin(angle)];
  });
}

const cap = (from: number, to: number, height: number, upwards: number): Outline => [
  [from, height, 0, upwards],
  [to, height, 0, upwards],
];

function side(height: number, bottom: number, top: number): Outline {
  const length = Math.hypot(height, bottom - top) || 1;
  const facing = [height / length, (bottom - top) / length] as const;
  return [
    [bottom, -height / 2, ...facing],
    [top, height / 2, ...facing],
  ];
}

/** The surface that outlines make when they are turned about z. */
function turnedAround(outlines: readonly Outline[]): Primitive {
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  for (const outline of outlines) {
    const first = positions.length / 3;
    for (const [radius, height, outwards, upwards] of outline) {
      for (let turn = 0; turn < SIDES; turn += 1) {
        const angle = (turn / SIDES) * 2 * Math.PI;
        positions.push(radius * Math.cos(angle), radius * Math.sin(angle), height);
        normals.push(outwards * Math.cos(angle), outwards * Math.sin(angle), upwards);
      }
    }
    for (let ring = 0; ring + 1 < outline.length; ring += 1) {
      const [lower, upper] = [outline[ring]![0], outline[ring + 1]![0]];
      for (let turn = 0; turn < SIDES; turn += 1) {
        const next = (turn + 1) % SIDES;
        const [a, b] = [first + ring * SIDES + turn, first + ring * SIDES + next];
        const [c, d] = [b + SIDES, a + SIDES];
        if (lower !== 0) indices.push(a, b, c);
        if (upper !== 0) indices.push(a, c, d);
      }
    }
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    indices: Uint32Array.from(indices),
  };
}
