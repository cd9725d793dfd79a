import type { OnFraction } from '../read-result.ts';
import { BLOCK, inSteps, untold } from '../tools/shares.ts';
import { nextCorner } from './edge-mates.ts';
import { type FaceTable, FaceTableBuilder } from './face-table.ts';
import { growRegions, type Regions } from './grow-regions.ts';
import type { PartGeometry } from './part-geometry.ts';
import { planarTolerance } from './planar-tolerance.ts';
import { type ProvenFace, proveFace } from './prove-face.ts';
import { RegionBorders } from './region-borders.ts';
import type { SplitPart } from './split-bodies.ts';
import { type TriangleShapes, triangleShapes } from './triangle-shapes.ts';

/** The faces of a part, and which of them belong to which body. */
export interface MergedPart {
  faces: FaceTable;
  /** For each body its first face; one more for the end. */
  bodyFaces: Uint32Array;
  /** For each body its first edge; one more for the end. */
  bodyEdges: Uint32Array;
}

/** What could not be proven is triangles in the next attempt, and so may be what shares a border with it. */
const MAX_ATTEMPTS = 16;

/** Makes faces of a part: one for each triangle, or, where `merge` is true, one for all neighbours in one plane. */
export function mergeFaces(
  part: PartGeometry,
  split: SplitPart,
  merge: boolean,
  onFraction: OnFraction = untold,
): MergedPart {
  const nextStep = inSteps(merge ? 3 : 1, onFraction);
  const shapes = triangleShapes(part);
  const regions = merge
    ? growRegions(part, split, shapes, planarTolerance(part.points, part.triangles), nextStep())
    : singleTriangles(part);
  const proven = merge ? proveAll(part, split, shapes, regions, nextStep()) : new Map<number, ProvenFace>();
  return tableOf(part, split, shapes, regions, proven, nextStep());
}

function singleTriangles({ triangles }: PartGeometry): Regions {
  const count = triangles.length / 3;
  const numbers = Uint32Array.from({ length: count + 1 }, (_, t) => t);
  return {
    regionOf: Int32Array.from(numbers.subarray(0, count)),
    triangles: numbers.subarray(0, count),
    starts: numbers,
    normals: new Float64Array(count * 3),
  };
}

/**
 * Proves the regions of more than one triangle and returns their faces. Those that cannot be proven are taken apart in
 * `regions.regionOf`: every triangle gets a number of its own from `starts.length` on.
 */
function proveAll(
  part: PartGeometry,
  split: SplitPart,
  shapes: TriangleShapes,
  regions: Regions,
  onFraction: OnFraction,
): Map<number, ProvenFace> {
  const { regionOf, triangles, starts, normals } = regions;
  const tolerance = planarTolerance(part.points, part.triangles);
  const borders = new RegionBorders(part, split, regionOf);
  const places = new Int32Array(part.points.length / 3).fill(-1);
  let merged: number[] = [];
  for (let region = 0; region + 1 < starts.length; region++) {
    if (starts[region + 1]! - starts[region]! > 1) merged.push(region);
  }
  let nextRegion = starts.length;
  const takeApart = (region: number): void => {
    for (const t of triangles.subarray(starts[region]!, starts[region + 1]!)) regionOf[t] = nextRegion++;
  };
  for (let attempt = 1; merged.length > 0; attempt++) {
    const isCorner = borders.findCorners(part.points, cornersOfSingles(part, regions), tolerance);
    const seen = new Uint8Array(part.triangles.length);
    const proven = new Map<number, ProvenFace>();
    for (const [at, region] of merged.entries()) {
      if (attempt === 1) onFraction(at / merged.length);
      const own = triangles.subarray(starts[region]!, starts[region + 1]!);
      const loops = borders.loopsOf(own, isCorner, seen, places);
      const normal = [0, 1, 2].map((axis) => normals[3 * region + axis]!) as [number, number, number];
      const face = proveFace(part, shapes, own, loops, normal, tolerance);
      if (face) proven.set(region, face);
    }
    if (proven.size === merged.length) return proven;
    const isLast = attempt === MAX_ATTEMPTS;
    for (const region of merged) if (isLast || !proven.has(region)) takeApart(region);
    merged = isLast ? [] : merged.filter((region) => proven.has(region));
  }
  return new Map();
}

/** A triangle that stays one keeps its three points. */
function cornersOfSingles({ points, triangles }: PartGeometry, { regionOf, starts }: Regions): Uint8Array {
  const isSingle = (region: number): boolean =>
    region >= starts.length || starts[region + 1]! - starts[region]! === 1;
  const keep = new Uint8Array(points.length / 3);
  for (let h = 0; h < triangles.length; h++) {
    if (isSingle(regionOf[(h / 3) | 0]!)) keep[triangles[h]!] = 1;
  }
  return keep;
}

function tableOf(
  part: PartGeometry,
  split: SplitPart,
  shapes: TriangleShapes,
  { regionOf }: Regions,
  proven: ReadonlyMap<number, ProvenFace>,
  onFraction: OnFraction,
): MergedPart {
  const { triangles, materials } = part;
  const { bodies, mates } = split;
  const table = new FaceTableBuilder();
  const borders = new RegionBorders(part, split, regionOf);
  const edgeUses = new Int32Array(triangles.length).fill(-1); // of the half-edges that leave corners
  const done = new Set<number>();

  /** @param last the half-edge that arrives at the next corner; its mate leaves it on the other side */
  const addCorner = (h: number, last: number): void => {
    let use = edgeUses[h]!;
    if (use === -1) {
      use = 2 * table.addEdge(triangles[h]!, triangles[nextCorner(last)]!);
      const mate = mates[last]!;
      if (mate !== -1) edgeUses[mate] = use + 1;
    }
    table.addCorner(triangles[h]!, use);
  };
  const bodyFaces = new Uint32Array(bodies.length + 1);
  const bodyEdges = new Uint32Array(bodies.length + 1);
  let visited = 0;
  for (const [index, body] of bodies.entries()) {
    bodyFaces[index] = table.faceCount;
    bodyEdges[index] = table.edgeCount;
    for (const t of body.triangles) {
      if (visited++ % BLOCK === 0) onFraction((3 * visited) / triangles.length);
      const face = proven.get(regionOf[t]!);
      if (face === undefined) {
        table.beginFace(normalOf(part, shapes, t), triangles[3 * t]!, 0, materials[t]!);
        table.beginLoop();
        for (let h = 3 * t; h < 3 * t + 3; h++) addCorner(h, h);
        continue;
      }
      if (done.has(regionOf[t]!)) continue;
      done.add(regionOf[t]!);
      table.beginFace(face.normal, face.origin, face.deviation, materials[t]!);
      for (const loop of face.loops) {
        table.beginLoop();
        const [start] = loop;
        for (const [at, h] of loop.entries()) {
          const end = triangles[loop[at + 1] ?? start!]!;
          let last = h;
          while (triangles[nextCorner(last)] !== end) last = borders.next(last);
          addCorner(h, last);
        }
      }
    }
  }
  bodyFaces[bodies.length] = table.faceCount;
  bodyEdges[bodies.length] = table.edgeCount;
  return { faces: table.finish(), bodyFaces, bodyEdges };
}

/** Scaled before it is squared: a model may be a nanometre or a light year wide. */
function normalOf({ points, triangles }: PartGeometry, { areaVectors, areas }: TriangleShapes, t: number) {
  const area = areas[t]!;
  if (area > 1e-100 && area < 1e100) {
    return [areaVectors[3 * t]! / area, areaVectors[3 * t + 1]! / area, areaVectors[3 * t + 2]! / area];
  }
  const [a, b, c] = [0, 1, 2].map((k) => triangles[t * 3 + k]! * 3) as [number, number, number];
  const u = [0, 1, 2].map((axis) => points[b + axis]! - points[a + axis]!) as [number, number, number];
  const v = [0, 1, 2].map((axis) => points[c + axis]! - points[a + axis]!) as [number, number, number];
  const [lu, lv] = [Math.hypot(...u), Math.hypot(...v)];
  const [ux, uy, uz] = u.map((value) => value / lu) as [number, number, number];
  const [vx, vy, vz] = v.map((value) => value / lv) as [number, number, number];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  const length = Math.hypot(...normal);
  if (length > 0) return normal.map((value) => value / length);
  // A sliver without area: any plane through its line will do.
  const side = Math.abs(ux) < 0.6 ? [0, -uz, uy] : [uz, 0, -ux];
  const sideLength = Math.hypot(...side);
  return side.map((value) => value / sideLength);
}
