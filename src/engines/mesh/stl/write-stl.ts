import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { type FileWriter, writeThrough } from '../io/file-writer.ts';
import type { MeshModel, Primitive } from '../model.ts';
import { partName } from '../part-names.ts';
import type { OnFraction } from '../read-result.ts';
import { countFlattened, placedParts } from '../tools/flatten.ts';
import { BINARY_TRIANGLE_BYTES } from './inspect-stl.ts';

/** 80 bytes; must not begin with `solid`, which marks ASCII. */
const HEADER = 'Binary STL written by converto'.padEnd(80, ' ');
const REPORT_EVERY = 1 << 15;

/**
 * Writes STL in the model's own unit and frame: binary as one list of facets, ASCII with a solid for each part. Facet
 * normals follow from the corners; a facet without area has the normal 0 0 0.
 */
export function writeStl(
  model: MeshModel,
  path: string,
  encoding: 'binary' | 'ascii',
  modelName: string,
  onFraction?: OnFraction,
  limits: OutputLimit = DEFAULT_LIMITS,
): void {
  const { triangles } = countFlattened(model);
  let done = 0;
  const count = (): void => {
    done += 1;
    if (done % REPORT_EVERY === 0) onFraction?.(done / triangles);
  };
  writeThrough(path, limits, (writer) => {
    if (encoding === 'binary') writeBinary(writer, model, triangles, count);
    else writeAscii(writer, model, modelName, count);
  });
  onFraction?.(1);
}

function writeBinary(writer: FileWriter, model: MeshModel, triangles: number, count: () => void): void {
  writer.text(HEADER);
  writer.view.setUint32(writer.room(4), triangles, true);
  writer.at += 4;
  const facet = new Float32Array(12);
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives) {
      for (let at = 0; at < primitive.indices.length; at += 3) {
        loadFacet(facet, primitive, at);
        const start = writer.room(BINARY_TRIANGLE_BYTES);
        for (let index = 0; index < 12; index += 1)
          writer.view.setFloat32(start + index * 4, facet[index]!, true);
        writer.view.setUint16(start + 48, 0, true);
        writer.at = start + BINARY_TRIANGLE_BYTES;
        count();
      }
    }
  }
}

function writeAscii(writer: FileWriter, model: MeshModel, modelName: string, count: () => void): void {
  const facet = new Float32Array(12);
  const writePoint = (at: number): void => {
    for (let axis = 0; axis < 3; axis += 1) {
      writer.byte(32);
      writer.number(facet[at + axis]!, true);
    }
  };
  for (const part of placedParts(model)) {
    const name = partName(part.name ?? modelName);
    writer.text(`solid ${name}\n`);
    for (const primitive of part.primitives) {
      for (let at = 0; at < primitive.indices.length; at += 3) {
        loadFacet(facet, primitive, at);
        writer.text('  facet normal');
        writePoint(0);
        writer.text('\n    outer loop');
        for (let corner = 3; corner < 12; corner += 3) {
          writer.text('\n      vertex');
          writePoint(corner);
        }
        writer.text('\n    endloop\n  endfacet\n');
        count();
      }
    }
    writer.text(`endsolid ${name}\n`);
  }
}

/** Normal and three corners of a triangle as an STL facet holds them. */
function loadFacet(facet: Float32Array, { positions, indices }: Primitive, at: number): void {
  for (let corner = 0; corner < 3; corner += 1) {
    const from = indices[at + corner]! * 3;
    const to = corner * 3 + 3;
    facet[to] = positions[from]!;
    facet[to + 1] = positions[from + 1]!;
    facet[to + 2] = positions[from + 2]!;
  }
  const ux = facet[6]! - facet[3]!;
  const uy = facet[7]! - facet[4]!;
  const uz = facet[8]! - facet[5]!;
  const vx = facet[9]! - facet[3]!;
  const vy = facet[10]! - facet[4]!;
  const vz = facet[11]! - facet[5]!;
  const x = uy * vz - uz * vy;
  const y = uz * vx - ux * vz;
  const z = ux * vy - uy * vx;
  const length = Math.sqrt(x * x + y * y + z * z);
  facet[0] = length > 0 ? x / length : 0;
  facet[1] = length > 0 ? y / length : 0;
  facet[2] = length > 0 ? z / length : 0;
}
