import { Problem } from '../../domain/problem.ts';
import { IdSet } from './id-set.ts';

/** Entities whose place in the file is worth knowing: the unit is found through them, and what has a colour. */
export const LOCATED = [
  'GLOBAL_UNIT_ASSIGNED_CONTEXT',
  'LENGTH_UNIT',
  'LENGTH_MEASURE_WITH_UNIT',
  'MEASURE_WITH_UNIT',
  'STYLED_ITEM',
  'OVER_RIDING_STYLED_ITEM',
  'PRESENTATION_STYLE_BY_CONTEXT',
  'SHAPE_DEFINITION_REPRESENTATION',
  'PRODUCT_DEFINITION_SHAPE',
  'NEXT_ASSEMBLY_USAGE_OCCURRENCE',
] as const;
export type LocatedKeyword = (typeof LOCATED)[number];

export interface StepScan {
  /** How often each keyword stands outside strings and comments. */
  keywords: ReadonlyMap<string, number>;
  /** For each located keyword the entities that have it: id → offset of the `#`. */
  located: Readonly<Record<LocatedKeyword, ReadonlyMap<number, number>>>;
  /** Those that are faces. */
  faces: IdSet;
  defined: IdSet;
  referenced: IdSet;
}

/** Larger than the way light makes in a month, in millimetres: no model, and OCCT does not survive it. */
const COORDINATE_LIMIT = 1e15;
const NUMBER_LIMIT = 1e200;
const REPORT_EVERY_BYTES = 1 << 20;

const SPACE = 0x20;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const STAR = 0x2a;
const SLASH = 0x2f;
const DOT = 0x2e;
const EQUALS = 0x3d;
const ALPHANUMERIC = classOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789');
const DIGIT = classOf('0123456789');
const NUMERIC = classOf('0123456789.eE+-');
const NUMBER_START = classOf('0123456789+-');
const POINT = hashOf('CARTESIAN_POINT');
const FACES: ReadonlySet<number> = new Set(['ADVANCED_FACE', 'FACE_SURFACE'].map(hashOf));

/**
 * Walks once over the tokens of an exchange structure (ISO 10303-21:2016, clause 6), about 200 MB/s.
 * Throws `input_malformed` for bytes that cannot stand in such a file and for numbers beyond any model.
 * @param end where END-ISO-10303-21 stands
 */
export function scanStep(bytes: Buffer, end: number, onScanned: (share: number) => void): StepScan {
  const counts = new Map<number, { name: string; count: number }>();
  const located = Object.fromEntries(LOCATED.map((name) => [name, new Map()])) as Record<
    LocatedKeyword,
    Map<number, number>
  >;
  const locatedByHash = new Map<number, Map<number, number>>(
    LOCATED.map((name) => [hashOf(name), located[name]]),
  );
  const faces = new IdSet();
  const defined = new IdSet();
  const referenced = new IdSet();
  let entity = 0;
  let entityAt = 0;
  let inPoint = false;
  let nextReport = REPORT_EVERY_BYTES;
  let at = 0;

  while (at < end) {
    const byte = bytes[at]!;
    if (at >= nextReport) {
      onScanned(at / end);
      nextReport += REPORT_EVERY_BYTES;
    }
    if (byte <= SPACE) {
      if (byte < 0x09 || (byte > 0x0d && byte < SPACE)) throw strayByte(byte, at);
      at += 1;
    } else if (ALPHANUMERIC[byte] && !DIGIT[byte]) {
      const start = at;
      let hash = 0;
      for (; at < end && ALPHANUMERIC[bytes[at]!]; at += 1) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
      inPoint = hash === POINT;
      const known = counts.get(hash);
      if (known === undefined) counts.set(hash, { name: bytes.toString('latin1', start, at), count: 1 });
      else known.count += 1;
      locatedByHash.get(hash)?.set(entity, entityAt);
      if (FACES.has(hash)) faces.add(entity);
    } else if (byte === HASH) {
      const start = at;
      let id = 0;
      for (at += 1; at < end && DIGIT[bytes[at]!]; at += 1) id = id * 10 + bytes[at]! - 0x30;
      while (at < end && bytes[at]! <= SPACE) at += 1;
      if (bytes[at] === EQUALS) {
        defined.add(id);
        entity = id;
        entityAt = start;
      } else {
        referenced.add(id);
      }
    } else if (NUMBER_START[byte]) {
      const start = at;
      for (at += 1; at < end && NUMERIC[bytes[at]!]; at += 1);
      if (at - start > 15 || mayBeLarge(bytes, start, at)) {
        const value = Math.abs(Number(bytes.toString('latin1', start, at)));
        if (value > (inPoint ? COORDINATE_LIMIT : NUMBER_LIMIT)) throw outlandish(bytes, start, at, entity);
      }
    } else if (byte === QUOTE || byte === DOUBLE_QUOTE) {
      for (at += 1; at < end && bytes[at] !== byte; at += 1); // a doubled quote reads as two strings
      if (at >= end) throw unclosed(entity);
      at += 1;
    } else if (byte === DOT && ALPHANUMERIC[bytes[at + 1]!] && !DIGIT[bytes[at + 1]!]) {
      for (at += 1; at < end && bytes[at] !== DOT; at += 1);
      at += 1;
    } else if (byte === SLASH && bytes[at + 1] === STAR) {
      const close = bytes.indexOf('*/', at + 2, 'latin1');
      if (close < 0) throw unclosed(entity);
      at = close + 2;
    } else {
      at += 1;
    }
  }
  const keywords = new Map([...counts.values()].map(({ name, count }) => [name, count]));
  return { keywords, located, faces, defined, referenced };
}

/** An exponent of three digits, as 1E300 has. */
function mayBeLarge(bytes: Buffer, start: number, end: number): boolean {
  for (let at = end - 3; at > start && at > end - 6; at -= 1) if ((bytes[at]! | SPACE) === 0x65) return true;
  return false;
}

const strayByte = (byte: number, at: number) =>
  new Problem('input_malformed', {
    detail: `The STEP file holds a byte that no STEP file may hold (0x${byte.toString(16).padStart(2, '0')} at offset ${at}): it was damaged on its way or is no STEP file. Export it again.`,
  });

const unclosed = (entity: number) =>
  new Problem('input_malformed', {
    detail: `A text or comment that begins at or after entity #${entity} is never closed. Export the file again.`,
  });

const outlandish = (bytes: Buffer, start: number, end: number, entity: number) =>
  new Problem('input_malformed', {
    detail: `Entity #${entity} holds the number ${bytes.toString('latin1', start, Math.min(end, start + 40))}, which lies beyond any model. Check that part in the program that wrote the file.`,
  });

function classOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function hashOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return hash;
}
