const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MAX_DIGITS = { single: 9, double: 17 } as const;
/** The longest text: `-1.2345678901234567e-308`. */
export const MAX_NUMBER_BYTES = 26;

/**
 * Writes the shortest decimal text that reads back as the same number and returns the offset behind it.
 * @param single the value is a 32-bit float: digits that only a double needs are left out
 * @param value finite
 */
export function writeNumber(bytes: Uint8Array, at: number, value: number, single: boolean): number {
  if (value === 0) {
    bytes[at] = 48;
    return at + 1;
  }
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) return writeAscii(bytes, at, shortText(value, single));
  let whole = 1; // digits before the point; -1 for 0.0123
  if (size >= 1) while (size >= POWERS[whole]!) whole += 1;
  else for (whole = 0; size * POWERS[-whole]! < 0.1; ) whole -= 1;
  const last = single ? MAX_DIGITS.single : 15;
  for (let digits = 6; digits <= last; digits += 1) {
    const decimals = Math.max(0, digits - whole);
    const scaled = Math.round(size * POWERS[decimals]!);
    const read = scaled / POWERS[decimals]!;
    if ((single ? Math.fround(read) : read) === size) {
      if (value < 0) bytes[at++] = 45;
      return writeDecimal(bytes, at, scaled, decimals);
    }
  }
  return writeAscii(bytes, at, shortText(value, single));
}

/** Writes `scaled` / 10^`decimals` without trailing zeros. */
function writeDecimal(bytes: Uint8Array, at: number, scaled: number, decimals: number): number {
  while (decimals > 0 && scaled % 10 === 0) {
    scaled /= 10;
    decimals -= 1;
  }
  const unit = POWERS[decimals]!;
  const whole = Math.floor(scaled / unit);
  at = writeInteger(bytes, at, whole);
  if (decimals === 0) return at;
  bytes[at] = 46;
  let fraction = scaled - whole * unit;
  for (let place = at + decimals; place > at; place -= 1) {
    const rest = Math.floor(fraction / 10);
    bytes[place] = 48 + (fraction - rest * 10);
    fraction = rest;
  }
  return at + decimals + 1;
}

/** @param value whole, 0 to 2^53 */
export function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits += 1;
  for (let place = at + digits - 1; place >= at; place -= 1) {
    const rest = Math.floor(value / 10);
    bytes[place] = 48 + (value - rest * 10);
    value = rest;
  }
  return at + digits;
}

function shortText(value: number, single: boolean): string {
  if (!single) return String(value);
  for (let digits = 1; digits < MAX_DIGITS.single; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(MAX_DIGITS.single)));
}

function writeAscii(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}
