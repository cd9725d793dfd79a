import type { EngineLimits } from '../../../engine-module.ts';
import { flagOf, numberOf, type SceneNode, vectorOf } from '../syntax/scene-node.ts';
import { FaceLists, type FaceSet } from './face-set.ts';
import { malformed } from './vertex-lists.ts';

/** Facets about a circle; half as many from pole to pole of a sphere. */
export const SEGMENTS = 48;

type Corner = [point: number[], normal: number[], uv: number[]];

/** Collects faces whose corners have everything of their own; equal ones become one vertex later. */
class SolidFaces {
  private readonly lists: FaceLists;
  private readonly points: number[] = [];
  private readonly normals: number[] = [];
  private readonly uvs: number[] = [];

  constructor(limits: EngineLimits) {
    this.lists = new FaceLists(limits);
  }

  add(...corners: Corner[]): void {
    const first = this.points.length / 3;
    for (const [point, normal, uv] of corners) {
      this.points.push(...point);
      this.normals.push(...normal);
      this.uvs.push(...uv);
    }
    this.lists.add(...corners.map((_, at) => first + at));
  }

  finish(node: SceneNode, wantsUvs: boolean, hasNormals: boolean): FaceSet {
    const { sizes, corners } = this.lists;
    if (!this.points.every((value) => Math.abs(value) < 3.4e38)) {
      throw malformed(node, 'has a size that is not finite or is too large for a mesh');
    }
    return {
      points: Float64Array.from(this.points),
      sizes,
      corners,
      ...(hasNormals && { normals: { values: Float32Array.from(this.normals), width: 3 as const } }),
      ...(wantsUvs && { uvs: { values: Float32Array.from(this.uvs), width: 2 as const } }),
      ccw: true,
      solid: flagOf(node, 'solid', true),
      creaseAngle: 0,
    };
  }
}

/** Sides as seen from outside: right, up and outward axis of each, as signed numbers of axes from 1. */
const SIDES = [
  [1, 2, 3],
  [-1, 2, -3],
  [-3, 2, 1],
  [3, 2, -1],
  [1, -3, 2],
  [1, 3, -2],
] as const;

export function readBox(node: SceneNode, wantsUvs: boolean, limits: EngineLimits): FaceSet {
  const size = vectorOf(node, 'size', [2, 2, 2]);
  const faces = new SolidFaces(limits);
  const axis = (signed: number): number[] =>
    [1, 2, 3].map((number) => (Math.abs(signed) === number ? Math.sign(signed) : 0));
  for (const [right, up, out] of SIDES) {
    const [r, u, o] = [axis(right), axis(up), axis(out)];
    const corner = (s: number, t: number): Corner => [
      size.map((length, at) => (length / 2) * (r[at]! * (2 * s - 1) + u[at]! * (2 * t - 1) + o[at]!)),
      o,
      [s, t],
    ];
    faces.add(corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1));
  }
  return faces.finish(node, wantsUvs, false);
}

/** About y, counter-clockwise seen from above, from the back. Exactly the same numbers at both ends of the circle. */
function around(share: number): [x: number, z: number] {
  const angle = (share % 1) * 2 * Math.PI;
  return [-Math.sin(angle), -Math.cos(angle)];
}

export function readSphere(node: SceneNode, wantsUvs: boolean, limits: EngineLimits): FaceSet {
  const radius = numberOf(node, 'radius', 1);
  const faces = new SolidFaces(limits);
  const rings = SEGMENTS / 2;
  const corner = (segment: number, ring: number): Corner => {
    const [x, z] = around(segment / SEGMENTS);
    const polar = (ring / rings) * Math.PI; // from the south pole
    const flat = ring === 0 || ring === rings ? 0 : Math.sin(polar);
    const normal = [x * flat, -Math.cos(polar), z * flat];
    return [normal.map((value) => value * radius), normal, [segment / SEGMENTS, ring / rings]];
  };
  for (let ring = 0; ring < rings; ring += 1) {
    for (let segment = 0; segment < SEGMENTS; segment += 1) {
      const [a, b] = [corner(segment, ring), corner(segment + 1, ring)];
      const [c, d] = [corner(segment + 1, ring + 1), corner(segment, ring + 1)];
      if (ring === 0) faces.add(a, c, d);
      else if (ring === rings - 1) faces.add(a, b, c);
      else faces.add(a, b, c, d);
    }
  }
  return faces.finish(node, wantsUvs, true);
}

export function readCylinder(node: SceneNode, wantsUvs: boolean, limits: EngineLimits): FaceSet {
  const radius = numberOf(node, 'radius', 1);
  const half = numberOf(node, 'height', 2) / 2;
  const faces = new SolidFaces(limits);
  const corner = (segment: number, t: number): Corner => {
    const [x, z] = around(segment / SEGMENTS);
    return [
      [x * radius, (2 * t - 1) * half, z * radius],
      [x, 0, z],
      [segment / SEGMENTS, t],
    ];
  };
  for (let segment = 0; segment < SEGMENTS && flagOf(node, 'side', true); segment += 1) {
    faces.add(corner(segment, 0), corner(segment + 1, 0), corner(segment + 1, 1), corner(segment, 1));
  }
  if (flagOf(node, 'bottom', true)) addDisc(faces, radius, -half, -1);
  if (flagOf(node, 'top', true)) addDisc(faces, radius, half, 1);
  return faces.finish(node, wantsUvs, true);
}

export function readCone(node: SceneNode, wantsUvs: boolean, limits: EngineLimits): FaceSet {
  const radius = numberOf(node, 'bottomRadius', 1);
  const height = numberOf(node, 'height', 2);
  const faces = new SolidFaces(limits);
  const slant = Math.hypot(radius, height) || 1;
  const normalAt = (segment: number): number[] => {
    const [x, z] = around(segment / SEGMENTS);
    return [(x * height) / slant, radius / slant, (z * height) / slant];
  };
  const rim = (segment: number): Corner => {
    const [x, z] = around(segment / SEGMENTS);
    return [[x * radius, -height / 2, z * radius], normalAt(segment), [segment / SEGMENTS, 0]];
  };
  for (let segment = 0; segment < SEGMENTS && flagOf(node, 'side', true); segment += 1) {
    const middle = segment + 0.5;
    faces.add(rim(segment), rim(segment + 1), [[0, height / 2, 0], normalAt(middle), [middle / SEGMENTS, 1]]);
  }
  if (flagOf(node, 'bottom', true)) addDisc(faces, radius, -height / 2, -1);
  return faces.finish(node, wantsUvs, true);
}

/** The lid of a cylinder: one polygon. Its image stands upright when it is tilted towards the viewer. */
function addDisc(faces: SolidFaces, radius: number, y: number, up: 1 | -1): void {
  const corners = Array.from({ length: SEGMENTS }, (_, segment): Corner => {
    const [x, z] = around(segment / SEGMENTS);
    return [
      [x * radius, y, z * radius],
      [0, up, 0],
      [x / 2 + 0.5, (-up * z) / 2 + 0.5],
    ];
  });
  faces.add(...(up === 1 ? corners : corners.toReversed()));
}
