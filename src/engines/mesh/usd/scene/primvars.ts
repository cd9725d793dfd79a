import type { NumberArray, Numbers } from '../layer/layer.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import type { Topology } from './topology.ts';

/** Values on a mesh, and what each of them belongs to. */
export interface Primvar {
  values: NumberArray;
  /** Which value stands where, if not each in its own place. */
  indices?: Numbers;
  interpolation: string;
}

/** Of `primvars:name`, or of an attribute of the schema; undefined where it has no values of the width. */
export function primvarOf(prim: StagePrim, name: string, width: number): Primvar | undefined {
  const given = prim.value(name);
  const single = width === 1 && typeof given === 'number' ? [given] : undefined;
  const tuple = single ?? prim.tuple(name, width);
  const values =
    tuple === undefined ? prim.array(name) : { numbers: Float64Array.from(tuple), width, length: 1 };
  if (values === undefined || values.width !== width || values.length === 0) return undefined;
  const indices = prim.array(`${name}:indices`)?.numbers;
  const fallback = name.startsWith('primvars:') ? 'constant' : 'vertex';
  return {
    values,
    ...(indices && { indices }),
    interpolation: prim.interpolation(name) ?? fallback,
  };
}

/** True where neighbouring corners of faces may have different values at one point. */
export const isPerCorner = ({ interpolation }: Primvar): boolean =>
  interpolation === 'faceVarying' || interpolation === 'uniform';

/**
 * One value for each vertex.
 * @param slots the point of each vertex, and its corner and face where vertices are corners
 * @returns undefined where the primvar is too short, or has a number that is not finite
 */
export function spread({ values, indices, interpolation }: Primvar, slots: Slots): Float32Array | undefined {
  const { numbers, width } = values;
  const { count } = slots;
  const placed = new Float32Array(count * width);
  const length = values.length;
  for (let slot = 0; slot < count; slot += 1) {
    let element = 0;
    if (interpolation === 'vertex' || interpolation === 'varying') element = slots.point(slot);
    else if (interpolation === 'faceVarying') element = slot;
    else if (interpolation === 'uniform') element = slots.face(slot);
    if (indices !== undefined) element = indices[element] ?? -1;
    if (!(element >= 0 && element < length)) return undefined;
    for (let part = 0; part < width; part += 1) {
      const value = numbers[element * width + part]!;
      if (!Number.isFinite(value)) return undefined;
      placed[slot * width + part] = value;
    }
  }
  return placed;
}

export interface Slots {
  count: number;
  point(slot: number): number;
  face(slot: number): number;
}

/** A vertex for each point. */
export const pointSlots = (points: number): Slots => ({
  count: points,
  point: (slot) => slot,
  face: () => 0,
});

/** A vertex for each corner of each face. */
export function cornerSlots({ counts, indices }: Topology): Slots {
  let faces: Uint32Array | undefined;
  const listFaces = (): Uint32Array => {
    const list = new Uint32Array(indices.length);
    let corner = 0;
    counts.forEach((count, face) => {
      list.fill(face, corner, corner + count);
      corner += count;
    });
    return list;
  };
  return {
    count: indices.length,
    point: (slot) => indices[slot]!,
    face: (slot) => (faces ??= listFaces())[slot]!,
  };
}
