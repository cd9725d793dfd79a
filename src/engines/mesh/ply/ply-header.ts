import { Problem } from '../../../domain/problem.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { type PlyEncoding, SCALAR_BYTES, type ScalarType, scalarType } from './ply-types.ts';

export interface PlyHeader {
  encoding: PlyEncoding;
  elements: PlyElement[];
  /** Images that a comment names, as MeshLab writes them. */
  textureFiles: number;
  lines: number;
}

export interface PlyElement {
  name: string;
  count: number;
  properties: PlyProperty[];
}

export interface PlyProperty {
  name: string;
  /** Of the value, or of each item of a list. */
  type: ScalarType;
  /** Of the number before the items; absent where the property is no list. */
  countType?: ScalarType;
}

const ENCODINGS: ReadonlySet<string> = new Set<PlyEncoding>([
  'ascii',
  'binary_little_endian',
  'binary_big_endian',
]);
const MAX_HEADER_BYTES = 1 << 20;
const LF = 10;
const CR = 13;

/**
 * Reads the header and leaves `window` at the first byte of the body, whose least size is checked against the file
 * before anything is allocated for it.
 * Throws `input_truncated`, `input_malformed` or `input_version_unsupported`.
 */
export function readPlyHeader(window: ByteWindow): PlyHeader {
  const lines = readHeaderLines(window);
  if (lines[0]!.trim() !== 'ply') throw malformed('The file does not begin with a line "ply".');
  const header: PlyHeader = {
    encoding: readFormat(lines[1] ?? ''),
    elements: [],
    textureFiles: 0,
    lines: lines.length,
  };
  lines.slice(2, -1).forEach((line, index) => {
    readStatement(header, line.trim(), index + 3);
  });
  checkSize(header, window.remainingBytes);
  return header;
}

/** All lines up to `end_header`. They end with LF, CR LF or CR, as the first one does. */
function readHeaderLines(window: ByteWindow): string[] {
  const lines: string[] = [];
  let lineEnd = LF;
  for (let start = 0, at = 0; ; at += 1) {
    if (at === MAX_HEADER_BYTES) throw malformed('The PLY header does not end within 1 MiB.');
    if (!window.require(at + 2) && !window.require(at + 1)) throw endsInHeader();
    const byte = window.bytes[window.at + at]!;
    if (lines.length === 0 && byte === CR && window.bytes[window.at + at + 1] !== LF) lineEnd = CR;
    if (byte !== lineEnd) continue;
    const line = window.bytes.toString('latin1', window.at + start, window.at + at);
    lines.push(line);
    start = at + 1;
    if (line.trim() !== 'end_header') continue;
    window.at += start;
    return lines;
  }
}

function readFormat(line: string): PlyEncoding {
  const [keyword, encoding = '', version = ''] = line.trim().split(/\s+/);
  if (keyword !== 'format') throw malformed('The second line of the PLY file is not its "format".');
  if (!ENCODINGS.has(encoding)) {
    throw malformed('The PLY file is neither ascii nor binary_little_endian nor binary_big_endian.');
  }
  if (version !== '1.0') {
    throw new Problem('input_version_unsupported', {
      detail: 'Only version 1.0 of PLY can be read. Export the file again.',
    });
  }
  return encoding as PlyEncoding;
}

function readStatement(header: PlyHeader, line: string, lineNumber: number): void {
  const [keyword = '', ...words] = line.split(/\s+/);
  const { elements } = header;
  if (keyword === 'comment') {
    if (words[0]?.toLowerCase() === 'texturefile') header.textureFiles += 1;
  } else if (keyword === 'element') {
    const [name, count] = words;
    if (words.length !== 2 || !/^\d{1,15}$/.test(count!)) {
      throw malformed(`Line ${lineNumber} of the PLY header is not "element", a name and a count.`);
    }
    if (elements.some((each) => each.name === name)) {
      throw malformed(`Line ${lineNumber} of the PLY header has an element that was there before.`);
    }
    elements.push({ name: name!, count: Number(count), properties: [] });
  } else if (keyword === 'property') {
    const property = readProperty(words);
    const element = elements.at(-1);
    if (property === undefined || element === undefined) {
      throw malformed(`Line ${lineNumber} of the PLY header is not a property of an element.`);
    }
    element.properties.push(property);
  } else if (keyword !== 'obj_info' && keyword !== '') {
    throw malformed(`Line ${lineNumber} of the PLY header begins with a word that is not part of PLY.`);
  }
}

function readProperty(words: string[]): PlyProperty | undefined {
  const isList = words[0] === 'list';
  if (words.length !== (isList ? 4 : 2)) return undefined;
  const name = words.at(-1)!;
  const type = scalarType(words.at(-2)!);
  const countType = isList ? scalarType(words[1]!) : undefined;
  if (type === undefined || (isList && countType === undefined)) return undefined;
  if (countType === 'float32' || countType === 'float64') return undefined;
  return countType === undefined ? { name, type } : { name, type, countType };
}

/** Lists may be empty, and ASCII values may be one digit and a blank; the last blank may be missing. */
function checkSize({ encoding, elements }: PlyHeader, bodyBytes: number): void {
  let leastBytes = 0;
  for (const { count, properties } of elements) {
    for (const { type, countType } of properties) {
      leastBytes += count * (encoding === 'ascii' ? 2 : SCALAR_BYTES[countType ?? type]);
    }
  }
  if (encoding === 'ascii' && leastBytes > 0) leastBytes -= 1;
  if (bodyBytes >= leastBytes) return;
  const counts = elements.map(({ name, count }) => `${count} × ${shownName(name)}`).join(', ');
  throw new Problem('input_truncated', {
    detail:
      `The PLY header announces ${counts}, which take at least ${leastBytes} bytes, but ${bodyBytes} follow. ` +
      'Export or upload it again.',
  });
}

/** A name from the file as a public sentence can hold it. */
export const shownName = (name: string): string => name.replace(/[^\w .:-]/g, '?').slice(0, 40);

const malformed = (sentence: string): Problem =>
  new Problem('input_malformed', { detail: `${sentence} Export it again.` });

const endsInHeader = (): Problem =>
  new Problem('input_truncated', {
    detail: 'The PLY file ends before its "end_header". Export or upload it again.',
  });
