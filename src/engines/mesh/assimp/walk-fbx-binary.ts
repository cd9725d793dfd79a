import { inflateSync } from 'node:zlib';
import { Problem } from '../../../domain/problem.ts';
import { type AssimpLimits, refuseManyTriangles } from './assimp-limits.ts';
import { type FbxFacts, SKIN, SKIN_OF_BONE } from './fbx-facts.ts';
import { malformedFbx, requireVersion, truncatedFbx } from './fbx-problems.ts';
import { FbxScene } from './fbx-scene.ts';

const VERSION_OFFSET = 23;
const FIRST_NODE = 27;
/** From here on the lengths of a node have 64 bits. */
const WIDE_VERSION = 7500;
const MAX_DEPTH = 64;

const SCALAR_BYTES: Readonly<Record<string, number>> = { C: 1, B: 1, Y: 2, I: 4, F: 4, D: 8, L: 8 };
const NOTHING = Buffer.alloc(0);
const ELEMENT_BYTES: Readonly<Record<string, number>> = { b: 1, c: 1, i: 4, f: 4, d: 8, l: 8 };

/** Of an array: the bytes of 32-bit integers; undefined for others. */
type Property = number | bigint | string | Buffer | undefined;

/**
 * Walks over all records of a binary FBX file: each lies within the one around it, and every array within its record.
 * The format has no public specification; this follows
 * https://code.blender.org/2013/08/fbx-binary-file-format-specification/.
 */
export function walkFbxBinary(bytes: Buffer, limits: AssimpLimits): FbxFacts {
  if (bytes.length < FIRST_NODE) throw truncatedFbx('within its header');
  const version = bytes.readUInt32LE(VERSION_OFFSET);
  requireVersion(version);
  const width = version >= WIDE_VERSION ? 8 : 4;
  const recordBytes = width * 3 + 1;
  const settings = new Map<string, number>();
  const facts: FbxFacts = {
    settings,
    cameras: 0,
    lights: 0,
    skins: 0,
    skinRecords: [],
    faces: [],
  };
  const scene = new FbxScene();
  let geometry = '';
  let arrayBytes = 0;
  let corners = 0;

  const readLength = (at: number): number =>
    width === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at);

  /** The records from `at` up to the empty one that ends a list; returns where that one ends. */
  const walk = (from: number, end: number, path: readonly string[]): number => {
    if (path.length > MAX_DEPTH) throw malformedFbx(`records are nested more than ${MAX_DEPTH} deep`);
    let at = from;
    for (;;) {
      if (at + recordBytes > end) {
        if (end === bytes.length) throw truncatedFbx('before its last record');
        throw malformedFbx(`the list of records at byte ${from} has no end`);
      }
      const stop = readLength(at);
      if (stop === 0) return at + recordBytes;
      const nameBytes = bytes[at + width * 3]!;
      const properties = at + recordBytes + nameBytes;
      const children = properties + readLength(at + width * 2);
      if (stop > bytes.length) throw truncatedFbx(`within a record that begins at byte ${at}`);
      if (stop > end || stop <= at || children > stop || properties > stop) {
        throw malformedFbx(`the record at byte ${at} has lengths that cannot be`);
      }
      const nameAt = at + recordBytes;
      const name = bytes.toString('latin1', nameAt, properties);
      take([...path, name], listProperties(properties, children, readLength(at + width)), nameAt);
      if (children < stop && walk(children, stop, [...path, name]) !== stop) {
        throw malformedFbx(`the record at byte ${at} does not end where it says`);
      }
      at = stop;
    }
  };

  const listProperties = (from: number, end: number, count: number): Property[] => {
    if (count > end - from) throw malformedFbx(`the record at byte ${from} claims ${count} properties`);
    const list: Property[] = [];
    let at = from;
    for (let index = 0; index < count; index += 1) {
      if (at >= end) throw malformedFbx(`a property at byte ${at} is missing`);
      const type = String.fromCharCode(bytes[at]!);
      const start = at + 1;
      const [value, stop] = readProperty(type, start, end);
      if (stop > end) throw malformedFbx(`a property at byte ${at} is longer than its record`);
      if (list.length < 8) list.push(value);
      at = stop;
    }
    if (at !== end) throw malformedFbx(`the properties of a record at byte ${from} have another length`);
    return list;
  };

  const readProperty = (type: string, start: number, end: number): [Property, number] => {
    const scalar = SCALAR_BYTES[type];
    if (scalar !== undefined) {
      if (start + scalar > end) return [undefined, start + scalar];
      return [readScalar(bytes, type, start), start + scalar];
    }
    if (start + 4 > end) return [undefined, start + 4];
    if (type === 'S' || type === 'R') {
      const stop = start + 4 + bytes.readUInt32LE(start);
      return [type === 'S' && stop <= end ? bytes.toString('utf8', start + 4, stop) : undefined, stop];
    }
    const element = ELEMENT_BYTES[type];
    if (element === undefined) throw malformedFbx(`a property at byte ${start} has the unknown type ${type}`);
    if (start + 12 > end) return [undefined, start + 12];
    const length = bytes.readUInt32LE(start);
    const isPacked = bytes.readUInt32LE(start + 4) === 1;
    const storedBytes = isPacked ? bytes.readUInt32LE(start + 8) : length * element;
    arrayBytes += length * element;
    if (arrayBytes > limits.room.arrayBytes) {
      throw new Problem('input_limit_exceeded', {
        detail: `The arrays of the FBX file have more than ${limits.room.arrayBytes / 2 ** 20} MiB. Split the model or export it as glTF.`,
      });
    }
    const stop = start + 12 + storedBytes;
    if (stop > end) return [undefined, stop];
    const stored = bytes.subarray(start + 12, stop);
    const array = isPacked ? inflated(stored, length * element, start) : stored;
    return [type === 'i' ? array : undefined, stop];
  };

  const take = (path: readonly string[], properties: readonly Property[], nameAt: number): void => {
    const name = path.at(-1);
    if (path[0] === 'GlobalSettings' && name === 'P') {
      const value = properties[4];
      if (typeof properties[0] === 'string' && typeof value === 'number') settings.set(properties[0], value);
    }
    if (path[0] === 'Connections' && name === 'C' && properties[0] === 'OO') {
      scene.connect(String(properties[1]), String(properties[2]));
    }
    if (path[0] !== 'Objects') return;
    if (path.length === 2 && name === 'Model') scene.addModel(String(properties[0]));
    if (path.length === 2 && name === 'Geometry') geometry = String(properties[0]);
    if (path.length === 2 && name === 'NodeAttribute') {
      if (properties[2] === 'Camera') facts.cameras += 1;
      if (properties[2] === 'Light') facts.lights += 1;
    }
    if (path.length === 2 && name === 'Deformer') {
      if (properties[2] === SKIN) facts.skins += 1;
      if (properties[2] === SKIN || properties[2] === SKIN_OF_BONE) facts.skinRecords.push(nameAt);
    }
    if (path.length === 3 && name === 'PolygonVertexIndex' && Buffer.isBuffer(properties[0])) {
      corners += properties[0].length / 4;
      // A polygon has at least as many triangles as a third of its corners.
      refuseManyTriangles(corners / 3, 'FBX', limits);
      scene.addFaces(geometry, toInts(properties[0]));
    }
    if (name === 'Materials' && path[2] === 'LayerElementMaterial' && Buffer.isBuffer(properties[0])) {
      scene.addMaterials(geometry, toInts(properties[0]));
    }
  };

  walk(FIRST_NODE, bytes.length, []);
  facts.faces = scene.listFaces();
  return facts;
}

/** assimp takes an array that inflates to less, or not at all, and goes on with zeros. */
function inflated(stored: Buffer, sizeBytes: number, at: number): Buffer {
  let whole = NOTHING;
  try {
    if (stored.length > 0) whole = inflateSync(stored, { maxOutputLength: sizeBytes + 1 });
  } catch {
    // damaged, or longer than it says
  }
  if (whole.length === sizeBytes) return whole;
  throw malformedFbx(`the array at byte ${at} does not inflate to the ${sizeBytes} bytes that it claims`);
}

/** A copy: they may stand at any byte. */
const toInts = ({ buffer, byteOffset, byteLength }: Buffer): Int32Array =>
  new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));

function readScalar(bytes: Buffer, type: string, at: number): number | bigint {
  if (type === 'D') return bytes.readDoubleLE(at);
  if (type === 'F') return bytes.readFloatLE(at);
  if (type === 'L') return bytes.readBigInt64LE(at); // ids use all of its bits
  if (type === 'I') return bytes.readInt32LE(at);
  return type === 'Y' ? bytes.readInt16LE(at) : bytes[at]!;
}
