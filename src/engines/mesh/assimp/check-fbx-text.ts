import { Uint32List } from '../tools/growable.ts';
import { type AssimpLimits, refuseManyTriangles } from './assimp-limits.ts';
import { type FbxFacts, SKIN, SKIN_OF_BONE } from './fbx-facts.ts';
import { malformedFbx, requireVersion, truncatedFbx } from './fbx-problems.ts';
import { FbxScene } from './fbx-scene.ts';
import { eachWholeNumber } from './whole-numbers.ts';

const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMENT = 0x3b;
const NEW_LINE = 0x0a;
const HEADER_BYTES = 1 << 16;
const MAX_DEPTH = 64;

/** The text form: `Name: values { … }`. Braces must be balanced outside of texts and comments. */
export function checkFbxText(bytes: Buffer, limits: AssimpLimits): FbxFacts {
  if (bytes.includes(0)) throw malformedFbx('it is neither text nor begins like a binary file');
  const version = /FBXVersion:\s*(\d+)/.exec(bytes.toString('latin1', 0, HEADER_BYTES))?.[1];
  if (version === undefined) throw malformedFbx('it names no FBXVersion');
  requireVersion(Number(version));
  const { scene, ...facts } = checkBraces(bytes);
  const count = (pattern: string): number => countOf(bytes, pattern);
  let corners = 0;
  for (let at = bytes.indexOf('PolygonVertexIndex: *'); at >= 0; ) {
    corners += Number.parseInt(bytes.toString('latin1', at + 21, at + 33), 10) || 0;
    if (corners > bytes.length) throw malformedFbx('an array claims more items than the file can hold');
    refuseManyTriangles(corners / 3, 'FBX', limits);
    at = bytes.indexOf('PolygonVertexIndex: *', at + 1);
  }
  return {
    ...facts,
    cameras: count('"NodeAttribute::", "Camera"'),
    lights: count('"NodeAttribute::", "Light"'),
    faces: scene.listFaces(),
  };
}

/** How deep the arrays lie that are looked at. */
const ARRAYS: Readonly<Record<string, number>> = { PolygonVertexIndex: 2, Materials: 3 };

/** Returns what stands in GlobalSettings, the skins, and the models with their faces. */
function checkBraces(
  bytes: Buffer,
): Pick<FbxFacts, 'settings' | 'skins' | 'skinRecords'> & { scene: FbxScene } {
  const scene = new FbxScene();
  let geometry = '';
  let connectionsAt = -1;
  let array: { name: string; at: number; depth: number } | undefined;
  let depth = 0;
  let settingsAt = -1;
  let settings = new Map<string, number>();
  let skins = 0;
  const skinRecords: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = bytes.indexOf(QUOTE, at + 1);
      if (at < 0) throw truncatedFbx('within a text');
    } else if (byte === COMMENT) {
      at = bytes.indexOf(NEW_LINE, at);
      if (at < 0) break;
    } else if (byte === OPEN) {
      const record = depth < 4 ? recordThatOpens(bytes, at) : undefined;
      if (depth === 0 && record?.name === 'GlobalSettings') settingsAt = at;
      if (depth === 0 && record?.name === 'Connections') connectionsAt = at;
      if (depth === 1 && record?.name === 'Model') scene.addModel(record.id);
      if (depth === 1 && record?.name === 'Geometry') geometry = record.id;
      if (record && ARRAYS[record.name] === depth) array = { name: record.name, at, depth };
      if (
        depth === 1 &&
        record?.name === 'Deformer' &&
        (record.kind === SKIN || record.kind === SKIN_OF_BONE)
      ) {
        if (record.kind === SKIN) skins += 1;
        skinRecords.push(record.nameAt);
      }
      depth += 1;
      if (depth > MAX_DEPTH) throw malformedFbx(`braces are nested more than ${MAX_DEPTH} deep`);
    } else if (byte === CLOSE) {
      depth -= 1;
      if (depth < 0) throw malformedFbx(`a brace at byte ${at} closes nothing`);
      if (depth === 0 && settingsAt >= 0) {
        settings = settingsIn(bytes.toString('utf8', settingsAt, at));
        settingsAt = -1;
      }
      if (depth === 0 && connectionsAt >= 0) {
        eachConnection(bytes.subarray(connectionsAt, at), (source, destination) =>
          scene.connect(source, destination),
        );
        connectionsAt = -1;
      }
      if (array !== undefined && depth === array.depth) {
        const numbers = numbersIn(bytes.subarray(array.at, at));
        if (array.name === 'Materials') scene.addMaterials(geometry, numbers);
        else scene.addFaces(geometry, numbers);
        array = undefined;
      }
    }
  }
  if (depth > 0) throw truncatedFbx('before all of its braces are closed');
  return { settings, skins, skinRecords, scene };
}

const MOST_BEFORE_BRACE = 1024;
const RECORD = /(\w+):\s*(-?\d*)[^"{}]*(?:"[^"]*"\s*,\s*"([^"]*)"\s*|[^{}]*)$/;

interface OpenRecord {
  name: string;
  id: string;
  /** Of an object: the second of its texts. */
  kind: string | undefined;
  nameAt: number;
}

/** The record whose brace is at `at`. */
function recordThatOpens(bytes: Buffer, at: number): OpenRecord | undefined {
  const lineAt = bytes.lastIndexOf(NEW_LINE, at) + 1;
  const from = Math.max(lineAt, at - MOST_BEFORE_BRACE);
  const found = RECORD.exec(bytes.toString('latin1', from, at));
  if (found === null) return undefined;
  const [, name, id, kind] = found;
  return { name: name!, id: id!, kind, nameAt: from + found.index };
}

const CONNECTED = '"OO"';
const MOST_OF_CONNECTION = 64;

function eachConnection(section: Buffer, use: (source: string, destination: string) => void): void {
  for (let at = section.indexOf(CONNECTED); at >= 0; at = section.indexOf(CONNECTED, at + 1)) {
    const text = section.toString('latin1', at, at + MOST_OF_CONNECTION);
    const found = /^"OO"\s*,\s*(\d+)\s*,\s*(\d+)/.exec(text);
    if (found) use(found[1]!, found[2]!);
  }
}

/** Of `a: 0,2,-2,…`. */
function numbersIn(array: Buffer): Int32Array {
  const numbers = new Uint32List();
  eachWholeNumber(array, (value) => numbers.push(value)); // one below zero wraps around, there and back
  return new Int32Array(numbers.view().slice().buffer);
}

const SETTING = /P:\s*"(\w+)"\s*,(?:\s*"[^"\n]*"\s*,){3}\s*([-+\d.eE]+)\s*$/gm;

const settingsIn = (text: string): Map<string, number> =>
  new Map([...text.matchAll(SETTING)].map(([, name, value]) => [name!, Number(value)]));

function countOf(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}
