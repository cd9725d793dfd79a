import { Float32List, Float64List, Uint32List } from '../../tools/growable.ts';
import { NumberArray, type UsdValue } from '../layer/layer.ts';
import { type ValueType, valueTypeOf } from '../layer/value-types.ts';
import type { UsdaScanner } from './usda-scanner.ts';
import { UsdaScanner as Scanner } from './usda-scanner.ts';

const HASH = 35;
const SLASH = 47;
const CLOSING_BRACKET = 93;

/** Passes over the value of an attribute and returns what decodes it. Text is decoded at once; arrays of numbers wait. */
export function readValue(scanner: UsdaScanner, typeName: string): () => UsdValue {
  const isArray = typeName.endsWith('[]');
  const type = valueTypeOf(isArray ? typeName.slice(0, -2) : typeName);
  scanner.peek();
  const start = scanner.at;
  if (scanner.word() === 'None') return () => null;
  scanner.at = start;
  if (type.kind === 'other') {
    scanner.skipValue();
    return () => null;
  }
  if (!isArray) {
    const value = readElement(scanner, type);
    return () => value;
  }
  if (type.kind === 'text') {
    const texts = readTexts(scanner);
    return () => texts;
  }
  const end = findEnd(scanner, start);
  if (end === undefined) {
    const array = readNumbers(scanner, type);
    return () => array;
  }
  scanner.at = end;
  return () => readNumbers(new Scanner(scanner.bytes, start), type);
}

/** Behind the bracket that closes an array of numbers; undefined where a comment may hide another one. */
function findEnd(scanner: UsdaScanner, start: number): number | undefined {
  const { bytes } = scanner;
  const closing = bytes.indexOf(CLOSING_BRACKET, start);
  if (closing < 0) return undefined;
  const inside = bytes.subarray(start, closing);
  return inside.includes(HASH) || inside.includes(SLASH) ? undefined : closing + 1;
}

function readNumbers(scanner: UsdaScanner, { kind, width }: ValueType): NumberArray {
  const list =
    kind === 'float' ? new Float32List() : kind === 'double' ? new Float64List() : new Uint32List();
  scanner.expect('[');
  while (!scanner.take(']')) {
    const before = list.length;
    if (kind === 'bool') list.push(Number(readBool(scanner)));
    else readTuple(scanner, width, (value) => list.push(value));
    if (list.length - before !== width) throw wrongWidth(scanner, width);
    if (!scanner.take(',') && scanner.peek() !== CLOSING_BRACKET) throw scanner.unexpected('a "]"');
  }
  const numbers = list.view();
  if (!(numbers instanceof Uint32Array)) return new NumberArray(numbers, width);
  return new NumberArray(new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length), width);
}

function readElement(scanner: UsdaScanner, { kind, width }: ValueType): UsdValue {
  if (kind === 'text') return readText(scanner);
  if (kind === 'bool') return readBool(scanner);
  const numbers: number[] = [];
  readTuple(scanner, width, (value) => numbers.push(value));
  if (numbers.length !== width) throw wrongWidth(scanner, width);
  return width === 1 ? numbers[0]! : numbers;
}

const wrongWidth = (scanner: UsdaScanner, width: number) =>
  scanner.malformed(`has a value of another number of parts than ${width}`);

/** The numbers between parentheses, those of matrices in rows; one number alone has none. */
function readTuple(scanner: UsdaScanner, width: number, push: (value: number) => unknown): void {
  if (width === 1) {
    push(scanner.number());
    return;
  }
  let depth = 0;
  let seen = 0;
  do {
    if (scanner.take('(')) depth += 1;
    else if (scanner.take(')')) depth -= 1;
    else if (!scanner.take(',')) {
      push(scanner.number());
      seen += 1;
    }
    if (depth > 2 || depth < 0 || seen > width) throw wrongWidth(scanner, width);
  } while (depth > 0);
}

export function readBool(scanner: UsdaScanner): boolean {
  const word = scanner.word().toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw scanner.unexpected('true or false');
}

function readText(scanner: UsdaScanner): string {
  if (scanner.isAtAsset()) return scanner.asset();
  return scanner.peek() === 60 ? scanner.path() : scanner.string();
}

export function readTexts(scanner: UsdaScanner): string[] {
  const texts: string[] = [];
  scanner.expect('[');
  while (!scanner.take(']')) {
    texts.push(readText(scanner));
    if (!scanner.take(',') && scanner.peek() !== CLOSING_BRACKET) throw scanner.unexpected('a "]"');
  }
  return texts;
}
