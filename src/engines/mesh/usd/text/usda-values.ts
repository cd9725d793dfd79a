import { Float32List, Float64List, Uint32List } from '../../tools/growable.ts';
import { NumberArray, type UsdValue } from '../layer/layer.ts';
import { type ValueType, valueTypeOf } from '../layer/value-types.ts';
import type { UsdaScanner } from './usda-scanner.ts';

const CLOSING_BRACKET = 93;

/** Passes over the value of an attribute and returns what decodes it. Text is decoded at once; arrays of numbers wait. */
export function readValue(scanner: UsdaScanner, typeName: string): () => UsdValue {
  const isArray = typeName.endsWith('[]');
  const type = valueTypeOf(isArray ? typeName.slice(0, -2) : typeName);
  scanner.peek();
  const start = scanner.position;
  if (scanner.word() === 'None') return () => null;
  scanner.seek(start);
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
  const end = scanner.skipNumbers();
  if (end === undefined) {
    const array = readNumbers(scanner, type);
    return () => array;
  }
  return () => readNumbers(scanner.from(start, end - start), type, scanner.expectedNumbers(start, end));
}

function readNumbers(scanner: UsdaScanner, { kind, width }: ValueType, expected?: number): NumberArray {
  const list =
    kind === 'float'
      ? new Float32List(expected)
      : kind === 'double'
        ? new Float64List(expected)
        : new Uint32List(expected);
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
