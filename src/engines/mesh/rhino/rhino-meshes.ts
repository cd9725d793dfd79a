import type { EngineLimits } from '../../engine-module.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import { unitNormals } from '../gltf/unit-normals.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { Primitive } from '../model.ts';
import { toLinear } from '../tools/colour.ts';
import { joinPrimitives } from '../tools/join-primitives.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import type { Rhino, RhinoGeometry, RhinoList, RhinoMesh } from './load-rhino.ts';

interface WithMeshes {
  faces(): RhinoList<{ getMesh(type: object): RhinoMesh | null }>;
  getMesh(type: object): RhinoMesh | null;
}

/** What is known by name here; everything else has no surface. */
const SURFACES: Readonly<Record<string, string>> = {
  Brep: 'Breps',
  Extrusion: 'extrusions',
  SubD: 'SubDs',
  NurbsSurface: 'surfaces',
  PlaneSurface: 'surfaces',
  RevSurface: 'surfaces',
  Surface: 'surfaces',
};

export function rhinoMeshes(rhino: Rhino, limits: EngineLimits, lost: LossTally) {
  let triangles = 0;
  let vertices = 0;
  let bare = 0;

  const requireRoom = (mesh: RhinoMesh): void => {
    triangles += mesh.faces().count + mesh.faces().quadCount;
    vertices += mesh.vertices().count;
    if (triangles > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
    if (vertices > limits.maxVertices) throw tooManyVertices(undefined, limits);
  };
  const stored = (geometry: RhinoGeometry): RhinoMesh[] => {
    const { name } = geometry.constructor;
    if (name === 'Mesh') return [geometry as unknown as RhinoMesh];
    const shape = geometry as unknown as WithMeshes;
    if (name === 'Extrusion') return [shape.getMesh(rhino.MeshType.Any)].filter((mesh) => mesh !== null);
    if (name !== 'Brep') return [];
    const faces = shape.faces();
    const all: RhinoMesh[] = [];
    for (let at = 0; at < faces.count; at += 1) {
      const mesh = faces.get(at).getMesh(rhino.MeshType.Any);
      if (mesh !== null) all.push(mesh);
      else lost.add('faces', 1, 'They have no render mesh in the file. Save it with render meshes.');
    }
    return all;
  };

  return {
    /** Objects that have a surface of which the file holds no mesh. */
    get bare() {
      return bare;
    },
    /** The triangles of an object; undefined where it has none, which is noted. */
    read(geometry: RhinoGeometry): Primitive | undefined {
      const meshes = stored(geometry);
      for (const mesh of meshes) requireRoom(mesh);
      const pieces = meshes
        .map((mesh) => toPrimitive(mesh, limits))
        .filter(({ indices }) => indices.length > 0);
      if (pieces.length > 0) return joinPrimitives(pieces);
      const surface = SURFACES[geometry.constructor.name];
      if (surface === undefined) {
        lost.add('curves, points and annotations', 1, 'Only surfaces are converted.');
      } else {
        bare += 1;
        lost.add(surface, 1, 'The file holds no render mesh of them. Save it with render meshes.');
      }
      return undefined;
    },
  };
}

function toPrimitive(mesh: RhinoMesh, limits: EngineLimits): Primitive {
  const hasNormals = mesh.normals().count === mesh.vertices().count;
  const { position, index, normal, uv, color } = mesh.toThreejsBuffers();
  const isCorner = (vertex: number): boolean =>
    Number.isFinite(position[vertex * 3]! + position[vertex * 3 + 1]! + position[vertex * 3 + 2]!);
  const faces =
    mesh.faces().quadCount === 0
      ? { indices: wholeTriangles(index, isCorner) }
      : wholeFaces(mesh, isCorner, limits).finish(position);
  const primitive: Primitive = { positions: position, ...faces };
  const count = position.length / 3;
  if (hasNormals && normal?.length === position.length) primitive.normals = unitNormals(normal, primitive);
  if (uv?.length === count * 2) primitive.uvs = uv.map((value, at) => (at % 2 === 1 ? 1 - value : value));
  if (color?.length === count * 3) primitive.colours = withAlpha(color);
  return primitive;
}

/** Rhino fills the fourth corner of a triangle; what points nowhere or has no finite place is left out. */
function wholeTriangles(indices: Uint32Array, isCorner: (vertex: number) => boolean): Uint32Array {
  const whole = new Uint32Array(indices.length);
  let kept = 0;
  for (let at = 0; at + 2 < indices.length; at += 3) {
    const [a, b, c] = [indices[at]!, indices[at + 1]!, indices[at + 2]!];
    if (a === b || b === c || c === a || !isCorner(a) || !isCorner(b) || !isCorner(c)) continue;
    whole.set([a, b, c], kept);
    kept += 3;
  }
  return whole.slice(0, kept);
}

/** As wholeTriangles, with quadrangles as they are. */
function wholeFaces(
  mesh: RhinoMesh,
  isCorner: (vertex: number) => boolean,
  limits: EngineLimits,
): PolygonList {
  const faces = mesh.faces();
  const whole = new PolygonList(faces.count, limits);
  for (let face = 0; face < faces.count; face += 1) {
    const corners = [...new Set(faces.get(face))].filter(isCorner);
    if (corners.length < 3) continue;
    whole.begin(corners.length);
    for (const vertex of corners) whole.corner(vertex);
  }
  return whole;
}

function withAlpha(rgb: Float32Array): Float32Array {
  const rgba = new Float32Array((rgb.length / 3) * 4).fill(1);
  for (let at = 0; at < rgb.length; at += 1) rgba[Math.floor(at / 3) * 4 + (at % 3)] = toLinear(rgb[at]!);
  return rgba;
}
