import { Problem } from '../../../domain/problem.ts';
import { type AssimpLimits, refuseManyTriangles } from './assimp-limits.ts';

/** What a 3DS file says beside its meshes. */
export interface ThreeDsFacts {
  /** Of the mesh editor; programs do not agree whether it means anything. */
  masterScale: number;
  /** Of the meshes, in the order of the file. */
  meshNames: string[];
  cameras: number;
  lights: number;
}

/** Chunks whose content is, after so many bytes, a list of chunks (3D Studio File Toolkit, chunk ids). */
const MAIN = 0x4d4d;
const EDITOR = 0x3d3d;
const OBJECT = 0x4000;
const MESH = 0x4100;
const CONTAINERS: ReadonlySet<number> = new Set([MAIN, EDITOR, OBJECT, MESH, 0xafff, 0xb000, 0xb002]);
const VERTICES = 0x4110;
const FACES = 0x4120;
const UVS = 0x4140;
const MASTER_SCALE = 0x0100;
const LIGHT = 0x4600;
const CAMERA = 0x4700;
const ITEM_BYTES: Readonly<Record<number, number>> = { [VERTICES]: 12, [FACES]: 8, [UVS]: 8 };
const HEADER_BYTES = 6;
const MAX_DEPTH = 16;

/**
 * Walks over all chunks: each lies within the one around it, and every count within its chunk. Throws
 * `input_truncated`, `input_malformed` or `input_limit_exceeded`.
 */
export function check3ds(bytes: Buffer, limits: AssimpLimits): ThreeDsFacts {
  if (bytes.length < HEADER_BYTES) throw truncated(bytes.length, HEADER_BYTES);
  if (bytes.readUInt16LE(0) !== MAIN) throw malformed('it does not begin with the chunk 4D4D');
  const claimed = bytes.readUInt32LE(2);
  if (claimed > bytes.length) throw truncated(bytes.length, claimed);
  const facts = { masterScale: 1, meshNames: [] as string[], cameras: 0, lights: 0 };
  let triangles = 0;
  let objectName = '';

  const walk = (start: number, end: number, depth: number): void => {
    for (let at = start; at + HEADER_BYTES <= end; ) {
      const id = bytes.readUInt16LE(at);
      const stop = at + bytes.readUInt32LE(at + 2);
      if (stop < at + HEADER_BYTES || stop > end) {
        throw malformed(
          `the chunk ${hex(id)} at byte ${at} is longer than the one around it, or has no length`,
        );
      }
      const content = at + HEADER_BYTES;
      if (id === MESH) facts.meshNames.push(objectName);
      if (id === LIGHT) facts.lights += 1;
      if (id === CAMERA) facts.cameras += 1;
      if (id === MASTER_SCALE && stop >= content + 4) facts.masterScale = bytes.readFloatLE(content);
      const itemBytes = ITEM_BYTES[id];
      if (itemBytes !== undefined) {
        const count = stop >= content + 2 ? bytes.readUInt16LE(content) : 0;
        if (content + 2 + count * itemBytes > stop) {
          throw malformed(`the chunk ${hex(id)} at byte ${at} claims ${count} items, more than it can hold`);
        }
        if (id === FACES) triangles += count;
        refuseManyTriangles(triangles, '3DS', limits);
      }
      if (CONTAINERS.has(id)) {
        if (depth === MAX_DEPTH) throw malformed(`chunks are nested more than ${MAX_DEPTH} deep`);
        walk(id === OBJECT ? afterName(content, stop) : content, stop, depth + 1);
      }
      at = stop;
    }
  };
  const afterName = (start: number, end: number): number => {
    const zero = bytes.indexOf(0, start);
    if (zero < 0 || zero >= end) throw malformed(`the name of an object at byte ${start} has no end`);
    objectName = bytes.toString('latin1', start, zero);
    return zero + 1;
  };
  walk(0, claimed, 0);
  return facts;
}

const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');

const truncated = (sizeBytes: number, claimedBytes: number): Problem =>
  new Problem('input_truncated', {
    detail: `The 3DS file has ${sizeBytes} of its ${claimedBytes} bytes. Export or upload it again.`,
  });

const malformed = (what: string): Problem =>
  new Problem('input_malformed', { detail: `The 3DS file is damaged: ${what}. Export it again.` });
