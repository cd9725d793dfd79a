/** Powers of ten that a double holds exactly: a product or quotient with one is rounded once, hence correctly. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT_MANTISSA = 2 ** 53;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The decimal number that stands from `start` to `end`, blanks around it; NaN where something else does. */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && bytes[start]! <= 32) start += 1;
  while (end > start && bytes[end - 1]! <= 32) end -= 1;
  let at = start;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at += 1;
  let mantissa = 0;
  let digits = 0;
  let exponent = 0;
  for (; at < end && isDigit(bytes[at]!); at += 1, digits += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
  if (at < end && bytes[at] === 46) {
    const point = (at += 1);
    for (; at < end && isDigit(bytes[at]!); at += 1) mantissa = mantissa * 10 + bytes[at]! - 48;
    exponent = point - at;
    digits -= exponent;
  }
  // An exponent, which is rare, and digits beyond those of a double go the slow way.
  if (at !== end || digits === 0 || mantissa >= EXACT_MANTISSA || exponent < -22) {
    return slowNumber(bytes, start, end);
  }
  const value = mantissa / EXACT_POWERS[-exponent]!;
  return negative ? -value : value;
}

/** The whole number from 0 to 2^31 - 1 that stands from `start` to `end`; -1 where something else does. */
export function parseIndex(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && bytes[start]! <= 32) start += 1;
  while (end > start && bytes[end - 1]! <= 32) end -= 1;
  if (start === end) return -1;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    if (!isDigit(bytes[at]!)) return -1;
    value = value * 10 + bytes[at]! - 48;
    if (value > 0x7fffffff) return -1;
  }
  return value;
}

function slowNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 400) return Number.NaN;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
