import { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { readThrough } from '../io/byte-window.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { MeshModel } from '../model.ts';
import { assumedFrame, counted, type MeshOptions, type MeshRead, type OnFraction } from '../read-result.ts';
import { skipElement } from './lists.ts';
import { type PlyElement, type PlyHeader, readPlyHeader, shownName } from './ply-header.ts';
import { plyValues } from './ply-values.ts';
import { PlyFaces } from './read-faces.ts';
import { type PlyVertices, readVertices } from './read-vertices.ts';

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
    const triangles = faces.finish(attributes.positions);
    if (triangles.indices.length === 0) throw noFaces(counts.vertices);
    const model: MeshModel = {
      ...assumedFrame(options),
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ ...attributes, ...triangles }] }],
      materials: [],
      images: [],
    };
    const warnings: string[] = [];
    if (faces.skipped > 0)
      warnings.push(`${counted(faces.skipped, 'face')} of fewer than three corners left out.`);
    if (values.hasMore()) warnings.push('What follows the last element of the PLY file was not read.');
    return { model, warnings, lost: findLosses(header, unknown) };
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

const FACE_COLOURS = new Set(['red', 'green', 'blue', 'alpha']);

function findLosses(header: PlyHeader, unknownOfVertices: readonly string[]): Loss[] {
  const face = elementCalled(header, 'face');
  const faceNames = face?.properties.map(({ name }) => name) ?? [];
  const faceCount = (has: boolean): number => (has ? face!.count : 0);
  const others = header.elements.filter(
    ({ name, count }) => count > 0 && name !== 'vertex' && name !== 'face' && name !== 'tristrips',
  );
  const unknownOfFaces = faceNames.filter(
    (name) =>
      name !== 'vertex_indices' && name !== 'vertex_index' && name !== 'texcoord' && !FACE_COLOURS.has(name),
  );
  const losses: Loss[] = [
    {
      what: 'face colours',
      count: faceCount(faceNames.includes('red')),
      why: 'Colours of PLY are read from vertices only.',
    },
    {
      what: 'texture coordinates',
      count: faceCount(faceNames.includes('texcoord')),
      why: 'Texture coordinates of PLY are read from vertices only, not from the corners of faces.',
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
