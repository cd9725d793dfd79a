const MARK = '#';
const QUOTE = 34;
const EQUALS = 61;
const BASE64 = ';base64,';
/** Shorter data stay in the text. */
const LONG_BYTES = 1 << 16;
/** A multiple of four characters, each of which is three quarters of a byte. */
const PIECE_BYTES = 1 << 15;

export interface JsonAndData {
  /** With marks; the same bytes where nothing was taken out. */
  json: Buffer;
  /** What was taken out, decoded; see dataOf. */
  data: readonly Buffer[];
}

/**
 * Takes the long data URIs out of the JSON of a glTF and decodes them: as strings they would take several times the memory
 * of the model. A mark stands in the place of each; a URI that has one of itself gets other data of its own file at most.
 */
export function takeData(bytes: Buffer): JsonAndData {
  const data: Buffer[] = [];
  const pieces: Buffer[] = [];
  let from = 0;
  for (let found = bytes.indexOf(BASE64); found >= 0; found = bytes.indexOf(BASE64, found + 1)) {
    const start = found + BASE64.length;
    const end = bytes.indexOf(QUOTE, start);
    if (end < 0) break;
    const decoded = end - start < LONG_BYTES ? undefined : decode(bytes, start, end);
    if (decoded === undefined) continue;
    pieces.push(bytes.subarray(from, start), Buffer.from(`${MARK}${data.length}`));
    data.push(decoded);
    found = from = end;
  }
  return { json: data.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(from)]), data };
}

/** What a mark behind the comma of a data URI stands for; undefined where there is none. */
export function dataOf(payload: string, data: readonly Buffer[]): Buffer | undefined {
  return payload.startsWith(MARK) ? data[Number(payload.slice(MARK.length))] : undefined;
}

/** Undefined where anything but whole base64 stands there, an escaped slash for example. */
function decode(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const padding = bytes[end - 1] !== EQUALS ? 0 : bytes[end - 2] !== EQUALS ? 1 : 2;
  const decoded = Buffer.allocUnsafeSlow(Math.floor(((end - start - padding) * 3) / 4));
  let filled = 0;
  for (let at = start; at < end; at += PIECE_BYTES) {
    const text = bytes.toString('latin1', at, Math.min(end, at + PIECE_BYTES));
    const expected = Math.min((PIECE_BYTES * 3) / 4, decoded.length - filled);
    if (decoded.write(text, filled, 'base64') !== expected) return undefined;
    filled += expected;
  }
  return decoded;
}
