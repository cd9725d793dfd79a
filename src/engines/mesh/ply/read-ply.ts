import { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { readThrough } from '../io/byte-window.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { Material, MeshModel, Primitive } from '../model.ts';
import { assumedFrame, counted, type MeshOptions, type MeshRead, type OnFraction } from '../read-result.ts';
import { colouredFaces } from '../tools/coloured-faces.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { withCornerUvs } from './corner-uvs.ts';
import { findFaceColumns } from './face-columns.ts';
import { skipElement } from './lists.ts';
import { type PlyElement, type PlyHeader, readPlyHeader, shownName } from './ply-header.ts';
import { plyValues } from './ply-values.ts';
import { PlyFaces } from './read-faces.ts';
import { decodeColours, type PlyVertices, readVertices } from './read-vertices.ts';

/**
 * Reads PLY 1.0 in all three encodings (Greg Turk, "The PLY Polygon File Format", 1994, and what programs have added
 * since: colours, texture coordinates and the newer names of types).
 *
 * Throws `input_truncated`, `input_malformed`, `input_version_unsupported`, `input_no_geometry` or
 * `input_limit_exceeded`.
 */
export async function readPly(
  path: string,
  options: MeshOptions,
  limits: EngineLimits,
  onFraction?: OnFraction,
): Promise<MeshRead> {
  return readThrough(path, onFraction, (window) => {
    const header = readPlyHeader(window);
    const counts = refuseWithoutMesh(header, limits);
    const faces = new PlyFaces(counts.vertices, counts.faces, limits);
    const values = plyValues(window, header);
    let vertices: PlyVertices | undefined;
    for (const element of header.elements) {
      if (element.name === 'vertex') vertices = readVertices(values, element);
      else if (element.name === 'face') faces.readFaces(values, element);
      else if (element.name === 'tristrips') faces.readStrips(values, element);
      else skipElement(values, element);
    }
    const { unknown, ...attributes } = vertices!;
    if (faces.polygons.faces === 0) throw noFaces(counts.vertices);
    const { primitives, materials } = toPrimitives(attributes, faces, header, limits);
    const model: MeshModel = {
      ...assumedFrame(options),
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives }],
      materials,
      images: [],
    };
    const warnings: string[] = [];
    if (faces.skipped > 0)
      warnings.push(`${counted(faces.skipped, 'face')} of fewer than three corners left out.`);
    if (values.hasMore()) warnings.push('What follows the last element of the PLY file was not read.');
    return { model, warnings, lost: findLosses(header, unknown, attributes) };
  });
}

const elementCalled = ({ elements }: PlyHeader, name: string): PlyElement | undefined =>
  elements.find((each) => each.name === name);

function refuseWithoutMesh(header: PlyHeader, limits: EngineLimits): { vertices: number; faces: number } {
  const vertices = elementCalled(header, 'vertex')?.count ?? 0;
  const faces = elementCalled(header, 'face')?.count ?? 0;
  const strips = elementCalled(header, 'tristrips')?.count ?? 0;
  if (vertices === 0 || faces + strips === 0) throw noFaces(vertices);
  if (vertices > limits.maxVertices) throw tooManyVertices(vertices, limits);
  if (faces > limits.maxTriangles) throw tooManyTriangles(faces, limits);
  return { vertices, faces };
}

function noFaces(vertices: number): Problem {
  if (vertices === 0) return new Problem('input_no_geometry', { detail: 'The PLY file has no vertices.' });
  return new Problem('input_no_geometry', {
    detail:
      `The PLY file has ${counted(vertices, 'point')} but no face. A point cloud is no mesh: make a surface of it ` +
      'first.',
  });
}

/** What faces say of their own comes after what vertices say, but for colours: two of them exclude each other. */
function toPrimitives(
  ofVertices: Vertices,
  faces: PlyFaces,
  header: PlyHeader,
  limits: EngineLimits,
): { primitives: Primitive[]; materials: Material[] } {
  faces.fill();
  const { attributes, polygons } =
    faces.uvs.length > 0
      ? withCornerUvs(ofVertices, faces.polygons, upwards(faces.uvs.view()), limits)
      : { attributes: ofVertices, polygons: faces.polygons };
  if (faces.colours.length > 0 && attributes.colours === undefined) {
    const colours = faces.colours.view();
    const isBare = Uint8Array.from({ length: polygons.faces }, (_, face) => +Number.isNaN(colours[face * 4]));
    decodeColours(colours, findFaceColumns(elementCalled(header, 'face')!).colour);
    for (const [face, bare] of isBare.entries()) if (bare) colours[face * 4] = Number.NaN;
    return colouredFaces(attributes, polygons, colours, limits);
  }
  return { primitives: [{ ...attributes, ...polygons.finish(attributes.positions) }], materials: [] };
}

/** v runs downwards in the model; a corner without texture coordinates is at 0, 0 of the file. */
function upwards(uvs: Float32Array): Float32Array {
  for (let at = 0; at < uvs.length; at += 1) {
    const value = Number.isFinite(uvs[at]!) ? uvs[at]! : 0;
    uvs[at] = at % 2 === 0 ? value : 1 - value;
  }
  return uvs;
}

function findLosses(header: PlyHeader, unknownOfVertices: readonly string[], { colours }: Vertices): Loss[] {
  const face = elementCalled(header, 'face');
  const columns = face && findFaceColumns(face);
  const others = header.elements.filter(
    ({ name, count }) => count > 0 && name !== 'vertex' && name !== 'face' && name !== 'tristrips',
  );
  const unknownOfFaces = columns?.unknown ?? [];
  const losses: Loss[] = [
    {
      what: 'face colours',
      count: colours !== undefined && columns && columns.colour.length > 0 ? face.count : 0,
      why: 'The vertices have colours too; these were taken.',
    },
    {
      what: 'textures',
      count: header.textureFiles,
      why: 'They are in other files, which were not uploaded.',
    },
    {
      what: 'vertex properties',
      count: unknownOfVertices.length,
      why: `There is no place in a mesh for ${listed(unknownOfVertices)}.`,
    },
    {
      what: 'face properties',
      count: unknownOfFaces.length,
      why: `There is no place in a mesh for ${listed(unknownOfFaces)}.`,
    },
    ...others.map(({ name, count }) => ({
      what: `elements "${shownName(name)}"`,
      count,
      why: 'Vertices, faces and triangle strips are read.',
    })),
  ];
  return losses.filter(({ count }) => count > 0);
}

const listed = (names: readonly string[]): string => names.slice(0, 8).map(shownName).join(', ');
