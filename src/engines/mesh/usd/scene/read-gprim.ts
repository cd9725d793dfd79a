import type { Primitive } from '../../model.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import { alongAxis, capsule, cone, cube, cylinder, plane, sphere } from './round-shapes.ts';

type Build = (of: (name: string, fallback: number) => number) => Primitive;

/** The shapes of UsdGeom that are given by their measures, and the defaults of these. */
const SHAPES: Readonly<Record<string, Build>> = {
  Cube: (of) => cube(of('size', 2)),
  Sphere: (of) => sphere(of('radius', 1)),
  Cylinder: (of) => cylinder(of('height', 2), of('radius', 1), of('radius', 1)),
  Cylinder_1: (of) => cylinder(of('height', 2), of('radiusBottom', 1), of('radiusTop', 1)),
  Cone: (of) => cone(of('height', 2), of('radius', 1)),
  Capsule: (of) => capsule(of('height', 1), of('radius', 0.5), of('radius', 0.5)),
  Capsule_1: (of) => capsule(of('height', 1), of('radiusBottom', 0.5), of('radiusTop', 0.5)),
  Plane: (of) => plane(of('width', 2), of('length', 2)),
};

export const isGprim = (typeName: string): boolean => Object.hasOwn(SHAPES, typeName);

/** Undefined where a measure is nothing that a shape can have. */
export function readGprim(prim: StagePrim): Primitive | undefined {
  let isSound = true;
  const shape = SHAPES[prim.typeName]!((name, fallback) => {
    const measure = prim.number(name) ?? fallback;
    if (!(measure >= 0 && measure < Infinity)) isSound = false;
    return measure;
  });
  return isSound ? alongAxis(shape, prim.text('axis') ?? 'Z') : undefined;
}
