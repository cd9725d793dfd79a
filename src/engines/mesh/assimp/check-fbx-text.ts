import { type AssimpLimits, refuseManyTriangles } from './assimp-limits.ts';
import { type FbxFacts, SKIN, SKIN_OF_BONE } from './fbx-facts.ts';
import { malformedFbx, requireVersion, truncatedFbx } from './fbx-problems.ts';

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
  const { settings, skins, skinRecords } = checkBraces(bytes);
  const count = (pattern: string): number => countOf(bytes, pattern);
  let corners = 0;
  for (let at = bytes.indexOf('PolygonVertexIndex: *'); at >= 0; ) {
    corners += Number.parseInt(bytes.toString('latin1', at + 21, at + 33), 10) || 0;
    if (corners > bytes.length) throw malformedFbx('an array claims more items than the file can hold');
    refuseManyTriangles(corners / 3, 'FBX', limits);
    at = bytes.indexOf('PolygonVertexIndex: *', at + 1);
  }
  return {
    settings,
    cameras: count('"NodeAttribute::", "Camera"'),
    lights: count('"NodeAttribute::", "Light"'),
    skins,
    skinRecords,
  };
}

/** Returns what stands in GlobalSettings, and the skins. */
function checkBraces(bytes: Buffer): Pick<FbxFacts, 'settings' | 'skins' | 'skinRecords'> {
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
      if (depth === 0 && /GlobalSettings:\s*$/.test(bytes.toString('latin1', Math.max(0, at - 64), at)))
        settingsAt = at;
      const skin = depth === 1 ? skinThatOpens(bytes, at) : undefined;
      if (skin?.kind === SKIN) skins += 1;
      if (skin) skinRecords.push(skin.nameAt);
      depth += 1;
      if (depth > MAX_DEPTH) throw malformedFbx(`braces are nested more than ${MAX_DEPTH} deep`);
    } else if (byte === CLOSE) {
      depth -= 1;
      if (depth < 0) throw malformedFbx(`a brace at byte ${at} closes nothing`);
      if (depth === 0 && settingsAt >= 0) {
        settings = settingsIn(bytes.toString('utf8', settingsAt, at));
        settingsAt = -1;
      }
    }
  }
  if (depth > 0) throw truncatedFbx('before all of its braces are closed');
  return { settings, skins, skinRecords };
}

const MOST_BEFORE_BRACE = 1024;
const SKIN_RECORD = new RegExp(`Deformer:[^"{}]*"[^"]*"\\s*,\\s*"(${SKIN}|${SKIN_OF_BONE})"\\s*$`);

/** The record whose brace is at `at`, where it is a skin or a part of one. */
function skinThatOpens(bytes: Buffer, at: number): { kind: string; nameAt: number } | undefined {
  const lineAt = bytes.lastIndexOf(NEW_LINE, at) + 1;
  const from = Math.max(lineAt, at - MOST_BEFORE_BRACE);
  const found = SKIN_RECORD.exec(bytes.toString('latin1', from, at));
  return found === null ? undefined : { kind: found[1]!, nameAt: from + found.index };
}

const SETTING = /P:\s*"(\w+)"\s*,(?:\s*"[^"\n]*"\s*,){3}\s*([-+\d.eE]+)\s*$/gm;

const settingsIn = (text: string): Map<string, number> =>
  new Map([...text.matchAll(SETTING)].map(([, name, value]) => [name!, Number(value)]));

function countOf(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}
