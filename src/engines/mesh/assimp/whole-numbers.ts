const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Calls `use` for each whole number of a text; whatever stands between them is left out. */
export function eachWholeNumber(text: Buffer, use: (value: number) => void): void {
  let value = -1;
  let isNegative = false;
  for (const byte of text) {
    if (byte >= ZERO && byte <= NINE) {
      value = Math.max(0, value) * 10 + byte - ZERO;
      continue;
    }
    if (value >= 0) use(isNegative ? -value : value);
    value = -1;
    isNegative = byte === MINUS;
  }
  if (value >= 0) use(isNegative ? -value : value);
}
