import type { EngineJob } from '../../domain/engine-port.ts';
import { Problem } from '../../domain/problem.ts';
import type { EngineLimits } from '../engine-module.ts';
import { refuseTooMany, tooFar } from './limits.ts';
import type { Mesh, MeshModel, Primitive } from './model.ts';
import { counted, type OnFraction } from './read-result.ts';
import { meshTarget } from './targets.ts';
import { boundsOf } from './tools/bounds.ts';
import { countFlattened, flatten, settle } from './tools/flatten.ts';
import { toFrame } from './tools/frame.ts';
import { mapPrimitives } from './tools/map-primitives.ts';
import { withoutSecondUvs } from './tools/second-uvs.ts';
import { weldModel } from './tools/weld.ts';

/**
 * The model as the target can hold it: in its unit and frame, without a tree where it has none, in the precision of
 * its floats, as triangles where it has no polygons, without what a second set of texture coordinates places where it
 * has one only, with vertices made one and collapsed triangles left out, so that
 * what is read back must be the same.
 * Throws `target_limit_exceeded` or `input_no_geometry`.
 */
export function prepareForTarget(
  model: MeshModel,
  { targetFormat, options }: EngineJob,
  limits: EngineLimits,
  warnings: string[],
  onFraction: OnFraction,
): MeshModel {
  const { frame, structure, precision, attributes, secondUvs, polygons } = meshTarget(targetFormat);
  if (structure !== 'tree') refuseTooMany(countFlattened(model), limits);
  const { unit, upAxis } = frame(options);
  let prepared = toFrame(model, unit, upAxis);
  if (structure === 'placed') prepared = settle(prepared);
  if (structure === 'flat') prepared = flatten(prepared);
  if (!polygons || options.faces === 'triangles') prepared = mapPrimitives(prepared, withoutPolygons);
  if (!secondUvs) prepared = withoutSecondUvs(prepared);
  if (!attributes) prepared = mapPrimitives(prepared, withoutAttributes);
  if (precision === 'single') prepared = mapPrimitives(prepared, inSinglePrecision);
  refuseOverflow(prepared);
  const welded = weldModel(prepared, onFraction);
  if (welded.collapsed > 0) {
    warnings.push(`${counted(welded.collapsed, 'triangle')} without area (two equal corners) left out.`);
  }
  if (precision === 'single') refuseDistance(welded.model);
  return withoutEmpty(welded.model);
}

const withoutAttributes = ({ positions, indices }: Primitive): Primitive => ({ positions, indices });

const withoutPolygons = ({ polygons: _, ...triangles }: Primitive): Primitive => triangles;

const inSinglePrecision = (primitive: Primitive): Primitive =>
  primitive.positions instanceof Float32Array
    ? primitive
    : { ...primitive, positions: Float32Array.from(primitive.positions) };

/** Finite numbers may have become infinite in a smaller unit. */
function refuseOverflow({ meshes }: MeshModel): void {
  for (const { primitives } of meshes) {
    for (const { positions } of primitives) {
      let sum = 0;
      for (let at = 0; at < positions.length; at += 1) sum += positions[at]! * 0;
      if (sum === 0) continue;
      throw tooFar();
    }
  }
}

const LARGEST_SINGLE = 3.4e38;

/** Where nodes put the points, a program that reads them computes in single precision. */
function refuseDistance(model: MeshModel): void {
  const { min, max } = boundsOf(model);
  const isEmpty = min[0] > max[0];
  if (!isEmpty && [...min, ...max].some((value) => !(Math.abs(value) <= LARGEST_SINGLE))) throw tooFar();
}

/** Leaves out primitives without triangles and meshes without primitives; the nodes stay, as they may have children. */
function withoutEmpty(model: MeshModel): MeshModel {
  const isFull = ({ indices }: Primitive): boolean => indices.length > 0;
  if (model.meshes.every(({ primitives }) => primitives.length > 0 && primitives.every(isFull))) return model;
  const places = new Map<number, number>();
  const meshes: Mesh[] = [];
  model.meshes.forEach((mesh, index) => {
    const primitives = mesh.primitives.filter(isFull);
    if (primitives.length === 0) return;
    places.set(index, meshes.length);
    meshes.push({ ...mesh, primitives });
  });
  if (meshes.length === 0) throw new Problem('input_no_geometry');
  const nodes = model.nodes.map(({ mesh, ...node }) => {
    const place = mesh === undefined ? undefined : places.get(mesh);
    return place === undefined ? node : { ...node, mesh: place };
  });
  return { ...model, nodes, meshes };
}
