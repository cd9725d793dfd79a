import type { FormatId } from '../../../domain/formats.ts';
import type { Measures } from '../../../domain/report.ts';
import type { MeshModel, Primitive } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { findBodies } from './bodies.ts';
import { Bounds } from './bounds.ts';
import { ColourCount } from './count-colours.ts';
import { findDistinctPositions } from './distinct.ts';
import { countFlattened, placedParts } from './flatten.ts';
import { joinSurfaces } from './join-primitives.ts';
import { bodiesOf, isKnownDistinct, knowDistinct } from './known.ts';
import { bySizes, inSteps, untold } from './shares.ts';

/** Formats that list positions apart from what else a corner or a face has, or have no list at all. */
const COUNTS_POSITIONS: ReadonlySet<FormatId> = new Set(['stl', 'obj', 'off', '3mf', 'amf']);

/** What keeps surfaces from enclosing a volume. */
export interface OpenSurfaces {
  bodies: number;
  edges: number;
}

/** What `measure` measures, and where surfaces are open; every instance counts. */
export function examineModel(
  model: MeshModel,
  format: FormatId,
  onFraction?: OnFraction,
): { measures: Measures; open: OpenSurfaces } {
  const open: OpenSurfaces = { bodies: 0, edges: 0 };
  return { measures: measure(model, format, onFraction, open), open };
}

/**
 * Measures a mesh model in its own unit; every instance counts. `vertices` are those of the format's own list, for STL,
 * OBJ and OFF the distinct positions of each part. `bodies` are closed components of one part; `volume` is there only where
 * all components are closed, and is negative where the surface is inside out.
 */
export function measure(
  model: MeshModel,
  format: FormatId,
  onFraction: OnFraction = untold,
  open: OpenSurfaces = { bodies: 0, edges: 0 },
): Measures {
  const total = { parts: 0, closed: 0, triangles: 0, vertices: 0, area: 0, volume: 0 };
  const bounds = new Bounds();
  const colours = new ColourCount();
  const nextPart = bySizes(countFlattened(model).triangles, onFraction);
  for (const part of placedParts(model)) {
    const { positions, indices } = joinSurfaces(part.primitives);
    if (indices.length === 0) continue;
    const onPart = nextPart(indices.length / 3);
    const { distinct, ...bodies } = examine(positions, indices, onPart);
    const extent = new Bounds();
    extent.include({ positions, indices });
    const { area, volume } = sumTriangles(positions, indices, extent.centre());
    total.parts += 1;
    total.closed += bodies.closed;
    open.bodies += bodies.open;
    open.edges += bodies.openEdges;
    total.triangles += indices.length / 3;
    total.vertices += COUNTS_POSITIONS.has(format) ? distinct : positions.length / 3;
    total.area += area;
    total.volume += volume;
    bounds.merge(extent);
    for (const primitive of part.primitives) colours.add(primitive, model.materials);
    onPart(1);
  }
  return {
    format,
    parts: total.parts,
    bodies: total.closed,
    triangles: total.triangles,
    vertices: total.vertices,
    ...(total.triangles > 0 ? { bounds: { min: bounds.min, max: bounds.max } } : {}),
    unit: model.unit,
    upAxis: model.upAxis,
    area: total.area,
    ...(open.bodies === 0 && total.closed > 0 ? { volume: total.volume } : {}),
    colours: colours.size,
  };
}

/** How many different points there are, and the bodies that the triangles make of them. */
function examine(positions: Positions, indices: Uint32Array, onFraction: OnFraction) {
  const nextStep = inSteps(2, onFraction);
  if (isKnownDistinct(positions)) {
    const distinct = positions.length / 3;
    return { distinct, ...bodiesOf(indices, () => findBodies(indices, distinct, onFraction)) };
  }
  const { ids, firsts } = findDistinctPositions(positions, nextStep());
  if (firsts.length === ids.length) {
    knowDistinct(positions);
    const find = () => findBodies(indices, firsts.length, nextStep());
    return { distinct: firsts.length, ...bodiesOf(indices, find) };
  }
  const points = indices.map((vertex) => ids[vertex]!);
  return { distinct: firsts.length, ...findBodies(points, firsts.length, nextStep()) };
}

type Positions = Primitive['positions'];

/** Volume is the sum of signed tetrahedra to `centre`, which is near: far from the origin digits would cancel out. */
function sumTriangles(positions: Positions, indices: Uint32Array, centre: readonly number[]) {
  const [ox, oy, oz] = centre as [number, number, number];
  let area = 0;
  let volume = 0;
  for (let at = 0; at < indices.length; at += 3) {
    const a = indices[at]! * 3;
    const b = indices[at + 1]! * 3;
    const c = indices[at + 2]! * 3;
    const ax = positions[a]! - ox;
    const ay = positions[a + 1]! - oy;
    const az = positions[a + 2]! - oz;
    const ux = positions[b]! - ox - ax;
    const uy = positions[b + 1]! - oy - ay;
    const uz = positions[b + 2]! - oz - az;
    const vx = positions[c]! - ox - ax;
    const vy = positions[c + 1]! - oy - ay;
    const vz = positions[c + 2]! - oz - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    area += Math.sqrt(nx * nx + ny * ny + nz * nz);
    volume += ax * nx + ay * ny + az * nz;
  }
  return { area: area / 2, volume: volume / 6 };
}
