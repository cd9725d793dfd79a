import { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type ByteWindow, readThrough } from '../io/byte-window.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import type { Material, Primitive } from '../model.ts';
import { assumedFrame, counted, type MeshOptions, type MeshRead, type OnFraction } from '../read-result.ts';
import { colouredFaces } from '../tools/coloured-faces.ts';
import { linearColours } from './off-colours.ts';
import { OffFaces } from './off-faces.ts';
import { type OffHeader, readOffHeader } from './off-header.ts';
import { OffScanner } from './off-scanner.ts';
import { type OffVertices, readOffVertices } from './off-vertices.ts';

/**
 * Reads ASCII OFF with the prefixes ST, C, N, 4 and n (Geomview 1.9 manual, "OFF Files"; and what other programs
 * write: colours from 0 to 255 or of three numbers, counts behind the word). A colour of faces becomes a material.
 *
 * Throws `input_truncated`, `input_malformed` with the line, `input_feature_unsupported`, `input_no_geometry` or
 * `input_limit_exceeded`.
 */
export async function readOff(
  path: string,
  options: MeshOptions,
  limits: EngineLimits,
  onFraction?: OnFraction,
): Promise<MeshRead> {
  return readThrough(path, onFraction, (window) => {
    const scanner = new OffScanner(window);
    const header = readOffHeader(scanner);
    checkCounts(header, window, limits);
    const vertices = readOffVertices(scanner, header);
    const faces = new OffFaces(header.vertices, header.faces, limits);
    faces.read(scanner, header.faces);
    if (faces.polygons.faces === 0) throw noFaces(header.vertices);
    const { primitives, materials } = toPrimitives(vertices, faces, limits);
    const model = {
      ...assumedFrame(options),
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives }],
      materials,
      images: [],
    };
    return { model, warnings: warningsOf(vertices, faces, scanner), lost: lossesOf(vertices, faces) };
  });
}

/** Before anything is allocated: a number takes a digit and a blank, a face at least its number of corners. */
function checkCounts(
  { vertices, faces, ...parts }: OffHeader,
  window: ByteWindow,
  limits: EngineLimits,
): void {
  if (vertices === 0 || faces === 0) throw noFaces(vertices);
  if (vertices > limits.maxVertices) throw tooManyVertices(vertices, limits);
  if (faces > limits.maxTriangles) throw tooManyTriangles(faces, limits);
  const numbers =
    3 + (parts.homogeneous ? 1 : 0) + (parts.normals ? 3 : 0) + (parts.colours ? 3 : 0) + (parts.uvs ? 2 : 0);
  const leastBytes = 2 * (vertices * numbers + faces) - 1;
  if (window.sizeBytes >= leastBytes) return;
  throw new Problem('input_truncated', {
    detail:
      `The OFF file announces ${vertices} vertices and ${faces} faces, which take at least ${leastBytes} bytes, but ` +
      `it has ${window.sizeBytes}. Export or upload it again.`,
  });
}

function noFaces(vertices: number): Problem {
  return new Problem('input_no_geometry', {
    detail: `The OFF file has ${vertices === 0 ? 'no vertices' : 'no face of three corners or more'}.`,
  });
}

function toPrimitives(
  { attributes }: OffVertices,
  { polygons, colours }: OffFaces,
  limits: EngineLimits,
): { primitives: Primitive[]; materials: Material[] } {
  if (colours.length > 0 && attributes.colours === undefined) {
    return colouredFaces(attributes, polygons, linearColours(colours.view()), limits);
  }
  return { primitives: [{ ...attributes, ...polygons.finish(attributes.positions) }], materials: [] };
}

function warningsOf(
  { undeclaredColours }: OffVertices,
  { skipped }: OffFaces,
  scanner: OffScanner,
): string[] {
  const warnings: string[] = [];
  if (undeclaredColours) {
    warnings.push('The vertices have colours, which the first word of the OFF file does not announce.');
  }
  if (skipped > 0) warnings.push(`${counted(skipped, 'face')} of fewer than three corners left out.`);
  if (scanner.hasMore()) warnings.push('What follows the last face of the OFF file was not read.');
  return warnings;
}

function lossesOf({ attributes }: OffVertices, { polygons, colours, numberedColours }: OffFaces): Loss[] {
  const losses: Loss[] = [
    {
      what: 'face colours',
      count: attributes.colours === undefined ? 0 : colours.length / 4,
      why: 'The vertices have colours too; these were taken.',
    },
    {
      what: 'numbered face colours',
      count: Math.min(numberedColours, polygons.faces),
      why: 'They are numbers of a table that the OFF file does not hold.',
    },
  ];
  return losses.filter(({ count }) => count > 0);
}
