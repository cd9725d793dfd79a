import { Problem } from '../../../../domain/problem.ts';
import { MAX_PRIM_DEPTH, tooDeep } from '../layer/prim-depth.ts';
import { CrateBytes, damaged } from './crate-bytes.ts';
import { readIntegers } from './integers.ts';
import { decompress } from './lz4.ts';

const HEADER_BYTES = 88;
const SECTION_BYTES = 32;
/** Of prims, properties, fields and names in one layer; each becomes an object. */
const MAX_ITEMS = 4_000_000;
const MAX_TOKEN_BYTES = 256 << 20;
const NO_FIELD = -1;

/** Reads the tables of a crate file (pxr/usd/sdf/crateFile.h), versions 0.4 to 0.x: whatever its fields refer to. */
export class CrateFile {
  readonly bytes: Buffer;
  readonly minor: number;
  readonly tokens: string[];
  readonly strings: Uint32Array;
  /** Of each field: its name, as a token, and its value, as two halves. */
  readonly fields: { names: Int32Array; values: Uint32Array };
  readonly fieldSets: Int32Array;
  readonly paths: CratePaths;
  readonly specs: { paths: Int32Array; fieldSets: Int32Array; types: Int32Array };

  constructor(bytes: Buffer) {
    const header = new CrateBytes(bytes, 8);
    const [major, minor] = [header.u8(), header.u8()];
    if (major !== 0 || minor < 4) throw new Problem('input_version_unsupported');
    this.bytes = bytes;
    this.minor = minor;
    const sections = readSections(header.from(16));
    const open = (name: string): CrateBytes => {
      const start = sections.get(name);
      if (start === undefined) throw damaged(`the section ${name} is missing`);
      return header.from(start);
    };
    this.tokens = readTokens(open('TOKENS'));
    const strings = open('STRINGS');
    this.strings = new Uint32Array(strings.copy(strings.count(4) * 4));
    this.fields = readFields(open('FIELDS'));
    const fieldSets = open('FIELDSETS');
    this.fieldSets = readIntegers(fieldSets, requireFew(fieldSets.u64()));
    this.paths = readPaths(open('PATHS'));
    const specs = open('SPECS');
    const count = requireFew(specs.u64());
    this.specs = {
      paths: readIntegers(specs, count),
      fieldSets: readIntegers(specs, count),
      types: readIntegers(specs, count),
    };
  }

  token(index: number): string {
    const token = this.tokens[index];
    if (token === undefined) throw damaged('a name is missing');
    return token;
  }

  string(index: number): string {
    return this.token(this.strings[index] ?? -1);
  }

  /** The fields of a spec: the number of each, until the end of its set. */
  *fieldsOf(fieldSet: number): Generator<number> {
    for (let at = fieldSet; ; at += 1) {
      const field = this.fieldSets[at];
      if (field === undefined) throw damaged('a set of fields has no end');
      if (field === NO_FIELD) return;
      if (!(field >= 0 && field < this.fields.names.length)) throw damaged('a field is missing');
      yield field;
    }
  }

  /** `/prim/prim.property`; variants stand in braces behind their prim. A path that is not in the tree is empty. */
  pathText(index: number): string {
    const { parents, elements } = this.paths;
    if (parents[index] === UNKNOWN) return '';
    let text = '';
    for (let path = index; ; path = parents[path]!) {
      const parent = parents[path];
      if (parent === undefined || parent === UNKNOWN) throw damaged('a path is missing');
      if (parent === ROOT) return text === '' ? '/' : text;
      const element = elements[path]!;
      const token = this.token(Math.abs(element));
      if (element < 0) text = `.${token}${text}`;
      else if (token.startsWith('{')) text = token + text;
      else text = `${parents[parent] !== ROOT && this.isVariant(parent) ? '' : '/'}${token}${text}`;
    }
  }

  isVariant(path: number): boolean {
    return this.paths.elements[path]! > 0 && this.token(this.paths.elements[path]!).startsWith('{');
  }
}

/** What a path without a parent has in its place: `/`, or nothing. */
export const ROOT = -1;
const UNKNOWN = -2;

export interface CratePaths {
  /** Of each path, the path above it. */
  parents: Int32Array;
  /** Of each path, the token of its last element; negative where that is a property. */
  elements: Int32Array;
}

const requireFew = (count: number): number => {
  if (count <= MAX_ITEMS) return count;
  throw new Problem('input_limit_exceeded', {
    detail: `The USD layer has ${count} prims, properties or fields; the limit is ${MAX_ITEMS}.`,
  });
};

function readSections(offset: CrateBytes): Map<string, number> {
  const table = offset.from(offset.u64());
  if (table.at < HEADER_BYTES) throw damaged('the table of contents is missing');
  const count = table.count(SECTION_BYTES);
  const sections = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const name = table.slice(16).toString('latin1').replace(/\0.*$/s, '');
    const start = table.u64();
    table.u64(); // its length: what is in it says how long it is
    sections.set(name, start);
  }
  return sections;
}

function readTokens(bytes: CrateBytes): string[] {
  const count = requireFew(bytes.u64());
  const size = bytes.u64();
  if (size > MAX_TOKEN_BYTES || size < count) throw damaged('the names have an impossible length');
  const text = decompress(bytes.slice(bytes.u64()), size);
  if (text.length !== size || (count > 0 && text[size - 1] !== 0)) throw damaged('the names are cut');
  const tokens: string[] = [];
  for (let at = 0; tokens.length < count; ) {
    const end = text.indexOf(0, at);
    if (end < 0) throw damaged('some names are missing');
    tokens.push(text.toString('utf8', at, end));
    at = end + 1;
  }
  return tokens;
}

function readFields(bytes: CrateBytes): CrateFile['fields'] {
  const count = requireFew(bytes.u64());
  const names = readIntegers(bytes, count);
  const values = decompress(bytes.slice(bytes.u64()), count * 8);
  if (values.length !== count * 8) throw damaged('the fields are cut');
  const { buffer, byteOffset } = values;
  return { names, values: new Uint32Array(buffer.slice(byteOffset, byteOffset + values.length)) };
}

/** The tree of paths, flattened: of each the way to the next one, `-2` at a last leaf. */
function readPaths(bytes: CrateBytes): CratePaths {
  const count = requireFew(bytes.u64());
  const encoded = requireFew(bytes.u64());
  const indices = readIntegers(bytes, encoded);
  const tokens = readIntegers(bytes, encoded);
  const jumps = readIntegers(bytes, encoded);
  const parents = new Int32Array(count).fill(UNKNOWN);
  const elements = new Int32Array(count);
  const depths = new Uint16Array(count);
  const waiting: { at: number; parent: number }[] = encoded > 0 ? [{ at: 0, parent: ROOT }] : [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    let { at, parent } = next;
    for (;;) {
      const path = indices[at];
      if (path === undefined || parents[path] !== UNKNOWN) throw damaged('the paths are no tree');
      parents[path] = parent;
      elements[path] = parent === ROOT ? 0 : tokens[at]!;
      depths[path] = parent === ROOT ? 0 : depths[parent]! + 1;
      if (depths[path]! > MAX_PRIM_DEPTH * 2) throw tooDeep();
      const jump = jumps[at]!;
      const hasChild = jump > 0 || jump === -1;
      if (jump > 0) waiting.push({ at: at + jump, parent });
      if (jump < -1) break;
      if (hasChild) parent = path;
      else if (parent === ROOT) throw damaged('the paths have two roots');
      at += 1;
    }
  }
  return { parents, elements };
}
