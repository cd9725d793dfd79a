import type { MeshModel, Primitive } from '../model.ts';
import { byteOfLinear } from '../tools/colour.ts';
import { placedParts } from '../tools/flatten.ts';
import { type Camera, fitCamera } from './camera.ts';
import { lightOn } from './light.ts';
import { type Canvas, type Corner, createCanvas, fillTriangle } from './rasterise.ts';
import { type Surface, sample, surfaceOf, surfacesOf } from './surface.ts';

/**
 * A picture of the model from the front, the right and above, filling a square; nothing behind it.
 * @param model Y-up
 */
export async function drawModel(model: MeshModel, side: number): Promise<Canvas> {
  const surfaces = await surfacesOf(model);
  const camera = fitCamera((see) => {
    for (const { primitives } of placedParts(model)) for (const each of primitives) seeCorners(each, see);
  });
  const canvas = createCanvas(side);
  let drawn = 0;
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives)
      drawPrimitive(canvas, camera, primitive, surfaceOf(primitive, surfaces), drawn++);
  }
  return canvas;
}

function seeCorners({ positions, indices }: Primitive, see: (x: number, y: number, z: number) => void): void {
  for (const index of indices)
    see(positions[index * 3]!, positions[index * 3 + 1]!, positions[index * 3 + 2]!);
}

/** What is known of the three corners of a triangle; one after another in each array. */
interface Triangle {
  corners: readonly [Corner, Corner, Corner];
  /** Along the axes of the camera, from the eye. */
  points: Float64Array;
  light: Float64Array;
  /** Linear r, g, b, a. */
  colours: Float64Array;
  uvs: Float64Array;
}

const cornerAt = (): Corner => ({ x: 0, y: 0, nearness: 0 });

function drawPrimitive(
  canvas: Canvas,
  camera: Camera,
  primitive: Primitive,
  surface: Surface,
  turn: number,
): void {
  const triangle: Triangle = {
    corners: [cornerAt(), cornerAt(), cornerAt()],
    points: new Float64Array(9),
    light: new Float64Array(3).fill(1),
    colours: new Float64Array(12).fill(1),
    uvs: new Float64Array(6),
  };
  const paint = painter(canvas, triangle, primitive, surface, turn);
  const [a, b, c] = triangle.corners;
  for (let first = 0; first < primitive.indices.length; first += 3) {
    place(triangle, primitive, first, camera, canvas.side);
    if (!surface.unlit) illuminate(triangle, primitive, first, camera);
    carry(triangle, primitive, first);
    fillTriangle(canvas, a, b, c, paint);
  }
}

function place(
  { corners, points }: Triangle,
  { positions, indices }: Primitive,
  first: number,
  { across, up, depth, eye, spread }: Camera,
  side: number,
): void {
  for (let corner = 0; corner < 3; corner += 1) {
    const at = indices[first + corner]! * 3;
    const [x, y, z] = [positions[at]!, positions[at + 1]!, positions[at + 2]!];
    const h = across[0] * x + across[1] * y + across[2] * z - eye[0];
    const v = up[0] * x + up[1] * y + up[2] * z - eye[1];
    const d = depth[0] * x + depth[1] * y + depth[2] * z - eye[2];
    points[corner * 3] = h;
    points[corner * 3 + 1] = v;
    points[corner * 3 + 2] = d;
    const seen = corners[corner]!;
    seen.nearness = -1 / d;
    seen.x = (1 - h / (d * spread)) * (side / 2);
    seen.y = (1 + v / (d * spread)) * (side / 2);
  }
}

/** Both sides of a surface are lit: it looks towards the viewer, whatever its winding and its normals say. */
function illuminate(
  { points: p, light }: Triangle,
  { normals, indices }: Primitive,
  first: number,
  { across, up, depth }: Camera,
): void {
  const [ux, uy, uz] = [p[3]! - p[0]!, p[4]! - p[1]!, p[5]! - p[2]!];
  const [vx, vy, vz] = [p[6]! - p[0]!, p[7]! - p[1]!, p[8]! - p[2]!];
  let [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(x, y, z) || 1;
  const sign = (x * p[0]! + y * p[1]! + z * p[2]! > 0 ? -1 : 1) / length;
  [x, y, z] = [x * sign, y * sign, z * sign];
  if (normals === undefined) {
    light.fill(lightOn(x, y, z));
    return;
  }
  for (let corner = 0; corner < 3; corner += 1) {
    const at = indices[first + corner]! * 3;
    const [nx, ny, nz] = [normals[at]!, normals[at + 1]!, normals[at + 2]!];
    const h = across[0] * nx + across[1] * ny + across[2] * nz;
    const v = up[0] * nx + up[1] * ny + up[2] * nz;
    const d = depth[0] * nx + depth[1] * ny + depth[2] * nz;
    const side = h * x + v * y + d * z < 0 ? -1 : 1;
    light[corner] = lightOn(h * side, v * side, d * side);
  }
}

function carry({ colours, uvs }: Triangle, { indices, ...given }: Primitive, first: number): void {
  for (let corner = 0; corner < 3; corner += 1) {
    const vertex = indices[first + corner]!;
    for (let channel = 0; given.colours !== undefined && channel < 4; channel += 1)
      colours[corner * 4 + channel] = given.colours[vertex * 4 + channel]!;
    for (let axis = 0; given.uvs !== undefined && axis < 2; axis += 1)
      uvs[corner * 2 + axis] = given.uvs[vertex * 2 + axis]!;
  }
}

/** What every surface throws back, also a black one, as most that is not metal does. */
const SHINE = 0.04;

/** Thresholds of neighbouring samples: what is half transparent is there at half of them. */
const SIEVE = [0, 5, 2, 6, 3, 8, 4, 1, 7].map((rank) => (rank + 0.5) / 9);

/** @param turn moves the sieve, so that one glass before another does not hide it */
function painter(
  { rgba, side }: Canvas,
  { light, colours, uvs }: Triangle,
  primitive: Primitive,
  { colour, texture, emissive = [0, 0, 0], unlit, cutoff, blends }: Surface,
  turn: number,
) {
  const texel = new Float64Array(4).fill(1);
  const mixed = Float64Array.from(colour);
  const image = primitive.uvs && texture;
  const hasColours = primitive.colours !== undefined;
  const shine = unlit ? 0 : SHINE;
  const mayBeClear = cutoff !== undefined || blends;

  const mix = (a: number, b: number, c: number): void => {
    if (image !== undefined) {
      const u = uvs[0]! * a + uvs[2]! * b + uvs[4]! * c;
      const v = uvs[1]! * a + uvs[3]! * b + uvs[5]! * c;
      sample(image, u, v, texel);
    }
    for (let channel = 0; channel < 4; channel += 1) {
      const own = colour[channel]! * texel[channel]!;
      mixed[channel] = hasColours
        ? own * (colours[channel]! * a + colours[channel + 4]! * b + colours[channel + 8]! * c)
        : own;
    }
  };
  const isClear = (at: number): boolean => {
    if (cutoff !== undefined) return mixed[3]! < cutoff;
    const place = (Math.floor(at / side) % 3) * 3 + ((at % side) % 3);
    return mixed[3]! < SIEVE[(place + turn * 4) % 9]!;
  };

  return (at: number, a: number, b: number): boolean => {
    const c = 1 - a - b;
    if (image !== undefined || hasColours) mix(a, b, c);
    if (mayBeClear && isClear(at)) return false;
    const brightness = light[0]! * a + light[1]! * b + light[2]! * c;
    for (let channel = 0; channel < 3; channel += 1)
      rgba[at * 4 + channel] = byteOfLinear((mixed[channel]! + shine) * brightness + emissive[channel]!);
    rgba[at * 4 + 3] = 255;
    return true;
  };
}
