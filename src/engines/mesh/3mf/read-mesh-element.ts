import type { EngineLimits } from '../../engine-module.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import { Float64List, Uint32List } from '../tools/growable.ts';
import { type ElementTable, LEAF } from '../xml/element-tables.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import { growthWithin } from './growth-within.ts';
import type { ModelObject, ModelPart, ObjectMesh } from './model-part.ts';

/** Of all meshes of a package. */
export interface SoFar {
  vertices: number;
  triangles: number;
  properties: number;
  placed: number;
}

const LARGEST_FLOAT = 3.4028235677973366e38;

/** The content of `mesh`: vertices and triangles, millions of them. */
export function meshTable(
  xml: XmlScanner,
  object: ModelObject,
  part: ModelPart,
  limits: EngineLimits,
  soFar: SoFar,
): ElementTable {
  const mesh: ObjectMesh = {
    positions: new Float64List(1024, growthWithin(part, xml)),
    corners: new Uint32List(1024, growthWithin(part, xml)),
    groups: new Uint32List(16, growthWithin(part, xml)),
    indices: new Uint32List(16, growthWithin(part, xml)),
  };
  object.mesh = mesh;
  const vertex = (xml: XmlScanner): ElementTable => {
    readVertex(xml, mesh.positions);
    soFar.vertices += 1;
    if (soFar.vertices > limits.maxVertices) throw tooManyVertices(undefined, limits);
    return LEAF;
  };
  const triangle = (xml: XmlScanner): ElementTable => {
    readTriangle(xml, mesh, object);
    soFar.triangles += 1;
    if (soFar.triangles > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
    return LEAF;
  };
  const vertices: ElementTable = { children: { vertex } };
  const triangles: ElementTable = { children: { triangle } };
  const count = (what: string, why: string) => () => {
    part.lost.add(what, 1, why);
    return LEAF;
  };
  const sets: ElementTable = {
    children: { 't:triangleset': count('triangle sets', 'A mesh here has no named groups of triangles.') },
  };
  const beams: ElementTable = { children: { 'b:beam': count('beams', 'A lattice of beams is no mesh.') } };
  return {
    children: {
      vertices: () => vertices,
      triangles: () => triangles,
      't:trianglesets': () => sets,
      'b:beamlattice': () => ({ children: { 'b:beams': () => beams } }),
    },
    close(xml) {
      const count = mesh.positions.length / 3;
      for (const corner of mesh.corners.view()) {
        if (corner >= count) throw xml.malformed(`has a triangle at vertex ${corner} of ${count}`);
      }
    },
  };
}

function readVertex(xml: XmlScanner, positions: Float64List): void {
  let x = Number.NaN;
  let y = Number.NaN;
  let z = Number.NaN;
  for (let index = 0; index < xml.attributeCount; index += 1) {
    const name = xml.attributeName(index).text;
    if (name === 'x') x = xml.numberAt(index);
    else if (name === 'y') y = xml.numberAt(index);
    else if (name === 'z') z = xml.numberAt(index);
  }
  if (!(Math.abs(x) < LARGEST_FLOAT && Math.abs(y) < LARGEST_FLOAT && Math.abs(z) < LARGEST_FLOAT)) {
    throw xml.malformed('has a vertex whose x, y, z are not three numbers that a mesh can have');
  }
  positions.push(x);
  positions.push(y);
  positions.push(z);
}

/** Triangles without a property of their own get that of the object, with 0 for its group. */
function readTriangle(xml: XmlScanner, mesh: ObjectMesh, object: ModelObject): void {
  let v1 = -1;
  let v2 = -1;
  let v3 = -1;
  let group = -1;
  let p1 = -1;
  let p2 = -1;
  let p3 = -1;
  for (let index = 0; index < xml.attributeCount; index += 1) {
    const name = xml.attributeName(index).text;
    if (name === 'v1') v1 = xml.indexAt(index);
    else if (name === 'v2') v2 = xml.indexAt(index);
    else if (name === 'v3') v3 = xml.indexAt(index);
    else if (name === 'pid') group = xml.indexAt(index);
    else if (name === 'p1') p1 = xml.indexAt(index);
    else if (name === 'p2') p2 = xml.indexAt(index);
    else if (name === 'p3') p3 = xml.indexAt(index);
  }
  if (v1 < 0 || v2 < 0 || v3 < 0) throw xml.malformed('has a triangle without three vertices');
  const { corners, groups, indices } = mesh;
  corners.push(v1);
  corners.push(v2);
  corners.push(v3);
  if (group < 0 && p1 >= 0) group = object.property?.group ?? -1;
  const hasOwn = group > 0 && p1 >= 0;
  if (!hasOwn && groups.length === 0) return;
  const triangles = corners.length / 3;
  while (groups.length < triangles - 1) pushProperty(groups, indices, 0, 0, 0, 0); // those before the first with its own
  if (!hasOwn) pushProperty(groups, indices, 0, 0, 0, 0);
  else pushProperty(groups, indices, group, p1, p2 < 0 ? p1 : p2, p3 < 0 ? p1 : p3);
}

function pushProperty(
  groups: Uint32List,
  indices: Uint32List,
  group: number,
  p1: number,
  p2: number,
  p3: number,
): void {
  groups.push(group);
  indices.push(p1);
  indices.push(p2);
  indices.push(p3);
}
