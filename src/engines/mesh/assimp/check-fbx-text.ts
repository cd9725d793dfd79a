import type { EngineLimits } from '../../engine-module.ts';
import { refuseManyTriangles } from './assimp-limits.ts';
import type { FbxFacts } from './fbx-facts.ts';
import { malformedFbx, requireVersion, truncatedFbx } from './fbx-problems.ts';

const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMENT = 0x3b;
const NEW_LINE = 0x0a;
const HEADER_BYTES = 1 << 16;
const MAX_DEPTH = 64;

/** The text form: `Name: values { … }`. Braces must be balanced outside of texts and comments. */
export function checkFbxText(bytes: Buffer, limits: EngineLimits): FbxFacts {
  if (bytes.includes(0)) throw malformedFbx('it is neither text nor begins like a binary file');
  const version = /FBXVersion:\s*(\d+)/.exec(bytes.toString('latin1', 0, HEADER_BYTES))?.[1];
  if (version === undefined) throw malformedFbx('it names no FBXVersion');
  requireVersion(Number(version));
  const settings = checkBraces(bytes);
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
  };
}

/** Returns what stands in GlobalSettings. */
function checkBraces(bytes: Buffer): Map<string, number> {
  let depth = 0;
  let settingsAt = -1;
  let settings = new Map<string, number>();
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
  return settings;
}

const SETTING = /P:\s*"(\w+)"\s*,(?:\s*"[^"\n]*"\s*,){3}\s*([-+\d.eE]+)\s*$/gm;

const settingsIn = (text: string): Map<string, number> =>
  new Map([...text.matchAll(SETTING)].map(([, name, value]) => [name!, Number(value)]));

function countOf(bytes: Buffer, text: string): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}
