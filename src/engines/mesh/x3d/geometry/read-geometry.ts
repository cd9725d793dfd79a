import type { EngineLimits } from '../../../engine-module.ts';
import type { SceneNode } from '../syntax/scene-node.ts';
import { boxUvs } from './box-uvs.ts';
import { readElevationGrid } from './elevation-grid.ts';
import { readExtrusion } from './extrusion.ts';
import type { FaceSet } from './face-set.ts';
import type { GeometryNotes } from './geometry-notes.ts';
import { readIndexedFaceSet } from './indexed-face-set.ts';
import { readBox, readCone, readCylinder, readSphere } from './solids.ts';
import { isTriangleSet, readTriangleSet } from './triangle-sets.ts';

export const isReadGeometry = (type: string): boolean => isTriangleSet(type) || Object.hasOwn(READERS, type);

/**
 * The faces of a geometry node; undefined where it has none.
 * @param wantsUvs the shape has a texture: what the node does not give follows from the specification
 */
export function readGeometry(
  node: SceneNode,
  wantsUvs: boolean,
  limits: EngineLimits,
  notes: GeometryNotes,
): FaceSet | undefined {
  const faces = isTriangleSet(node.type)
    ? readTriangleSet(node, limits)
    : READERS[node.type]!(node, wantsUvs, limits, notes);
  if (faces === undefined || faces.sizes.length === 0) return undefined;
  return wantsUvs && faces.uvs === undefined ? { ...faces, uvs: boxUvs(faces.points) } : faces;
}

type Reader = (
  node: SceneNode,
  wantsUvs: boolean,
  limits: EngineLimits,
  notes: GeometryNotes,
) => FaceSet | undefined;

const rounded =
  (read: Reader): Reader =>
  (node, wantsUvs, limits, notes) => {
    notes.rounded += 1;
    return read(node, wantsUvs, limits, notes);
  };

const READERS: Readonly<Record<string, Reader>> = {
  IndexedFaceSet: (node, _wantsUvs, limits, notes) => readIndexedFaceSet(node, limits, notes),
  ElevationGrid: readElevationGrid,
  Extrusion: readExtrusion,
  Box: readBox,
  Sphere: rounded(readSphere),
  Cylinder: rounded(readCylinder),
  Cone: rounded(readCone),
};
