import { LINEAR_OF_BYTE } from '../tools/colour.ts';
import type { Matrix } from '../tools/matrix.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';

/** A whole number that must be there. Throws `input_malformed`. */
export function requireIndex(xml: XmlScanner, name: string): number {
  const index = optionalIndex(xml, name);
  if (index === undefined) throw xml.malformed(`has a "${xml.name.local}" without ${name}`);
  return index;
}

export function optionalIndex(xml: XmlScanner, name: string): number | undefined {
  const place = xml.find(name);
  if (place < 0) return undefined;
  const index = xml.indexAt(place);
  if (index < 0) throw xml.malformed(`has a "${xml.name.local}" whose ${name} is no whole number`);
  return index;
}

export function requireText(xml: XmlScanner, name: string): string {
  const text = xml.value(name);
  if (text === undefined) throw xml.malformed(`has a "${xml.name.local}" without ${name}`);
  return text;
}

/** Whole numbers with blanks between them. */
export function requireIndices(xml: XmlScanner, name: string): number[] {
  const words = wordsOf(requireText(xml, name));
  if (!words.every((word) => /^\d{1,10}$/.test(word) && Number(word) < 2 ** 31)) {
    throw xml.malformed(`has a "${xml.name.local}" whose ${name} are no whole numbers`);
  }
  return words.map(Number);
}

export function requireNumber(xml: XmlScanner, name: string): number {
  const place = xml.find(name);
  const value = place < 0 ? Number.NaN : xml.numberAt(place);
  if (!Number.isFinite(value)) throw xml.malformed(`has a "${xml.name.local}" whose ${name} is no number`);
  return value;
}

export function requireNumbers(xml: XmlScanner, name: string): number[] {
  const numbers = wordsOf(requireText(xml, name)).map(Number);
  if (!numbers.every(Number.isFinite)) {
    throw xml.malformed(`has a "${xml.name.local}" whose ${name} are no numbers`);
  }
  return numbers;
}

/** The 12 numbers of a 3MF matrix are the four columns of ours, one after another (core specification, 3.3). */
export function matrixOf(xml: XmlScanner): Matrix | undefined {
  if (xml.find('transform') < 0) return undefined;
  const numbers = requireNumbers(xml, 'transform');
  if (numbers.length !== 12) throw xml.malformed('has a transform of other than 12 numbers');
  const matrix = new Float64Array(16);
  for (let column = 0; column < 4; column += 1) {
    for (let row = 0; row < 3; row += 1) matrix[column * 4 + row] = numbers[column * 3 + row]!;
  }
  matrix[15] = 1;
  return matrix.every((value, at) => value === (at % 5 === 0 ? 1 : 0)) ? undefined : matrix;
}

/** `#RRGGBB` or `#RRGGBBAA` in sRGB, to linear r, g, b, a. */
export function colourOf(xml: XmlScanner, name: string): [number, number, number, number] {
  const text = requireText(xml, name);
  if (!/^\s*#([\da-f]{6}|[\da-f]{8})\s*$/i.test(text)) throw xml.malformed(`has a ${name} that is no colour`);
  const digits = text.trim().slice(1);
  const byte = (at: number): number => Number.parseInt(digits.slice(at, at + 2), 16);
  return [
    LINEAR_OF_BYTE[byte(0)]!,
    LINEAR_OF_BYTE[byte(2)]!,
    LINEAR_OF_BYTE[byte(4)]!,
    digits.length === 8 ? byte(6) / 255 : 1,
  ];
}

const wordsOf = (text: string): string[] => text.trim().split(/\s+/).filter(Boolean);
