import type { Primitive } from '../model.ts';
import { unitised } from '../tools/unit-length.ts';
import { linearColours } from './off-colours.ts';
import type { OffHeader } from './off-header.ts';
import type { OffScanner } from './off-scanner.ts';

export interface OffVertices {
  attributes: Pick<Primitive, 'normals' | 'uvs' | 'colours'> & { positions: Float64Array };
  /** The colours stand there without the C of the header. */
  undeclaredColours: boolean;
}

/**
 * Reads x y z [w] [nx ny nz] [r g b [a]] [u v] of each vertex. How many numbers a colour has is seen from the line of
 * the first vertex: Geomview writes four, other programs three. Some write colours that the header does not announce.
 */
export function readOffVertices(scanner: OffScanner, header: OffHeader): OffVertices {
  const { vertices } = header;
  const positions = new Float64Array(vertices * 3);
  const normals = header.normals ? new Float32Array(vertices * 3) : undefined;
  const uvs = header.uvs ? new Float32Array(vertices * 2) : undefined;
  let colours: Float32Array | undefined;
  let channels = header.colours ? 4 : 0;
  let hasColours = header.colours;
  const row = new Float64Array(6);
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    readPosition(scanner, header.homogeneous, positions, vertex * 3);
    if (normals) for (let at = vertex * 3; at < vertex * 3 + 3; at += 1) normals[at] = scanner.nextNumber();
    let next = row.length;
    if (vertex === 0) {
      const count = scanner.restOfLine(row);
      const given = count - (uvs ? 2 : 0);
      if (given === 3 || given === 4) {
        channels = given;
        hasColours = true;
      } else if (count !== 0 && given !== 0) {
        throw scanner.malformed('has a number of values that does not fit the header of the file');
      }
      if (count > 0) next = 0;
      if (hasColours) colours = new Float32Array(vertices * 4).fill(Number.NaN);
    }
    const take = (): number => (next < row.length ? row[next++]! : scanner.nextNumber());
    if (colours) for (let k = 0; k < channels; k += 1) colours[vertex * 4 + k] = take();
    if (uvs) {
      uvs[vertex * 2] = take();
      uvs[vertex * 2 + 1] = 1 - take();
    }
  }
  return {
    attributes: {
      positions,
      ...(normals && { normals: unitised(normals) }),
      ...(uvs && { uvs }),
      ...(colours && { colours: linearColours(colours) }),
    },
    undeclaredColours: hasColours && !header.colours,
  };
}

function readPosition(scanner: OffScanner, homogeneous: boolean, positions: Float64Array, at: number): void {
  for (let axis = 0; axis < 3; axis += 1) positions[at + axis] = scanner.nextNumber();
  if (!homogeneous) return;
  const w = scanner.nextNumber();
  for (let axis = 0; axis < 3; axis += 1) {
    positions[at + axis]! /= w;
    if (!Number.isFinite(positions[at + axis]!))
      throw scanner.malformed('has a point that lies infinitely far away');
  }
}
