import { Problem } from '../../domain/problem.ts';
import { encodeBeyondAscii, encodeText } from './part21-text.ts';

const NEW_LINE = 0x0a;
const UNTYPED_MEASURE = 'LENGTH_MEASURE_WITH_UNIT(';

/**
 * Puts right what OCCT writes into a STEP file: the header gets the name of the model and nothing that varies, texts
 * become ASCII as ISO 10303-21 asks for, and the value of a conversion-based unit gets the type that it must have.
 */
export function finishStep(written: Buffer, modelName: string, occtVersion = '7.6'): Buffer {
  const headerEnd = written.indexOf('ENDSEC;');
  const schema = /FILE_SCHEMA[^;]*;/.exec(written.toString('latin1', 0, Math.max(0, headerEnd)))?.[0];
  if (schema === undefined) {
    throw new Problem('output_invalid', { cause: new Error('OCCT wrote a STEP file without a header') });
  }
  const header = [
    'ISO-10303-21;',
    'HEADER;',
    "FILE_DESCRIPTION((''),'2;1');",
    `FILE_NAME('${encodeText(modelName)}','2000-01-01T00:00:00',(''),(''),`,
    `  'Open CASCADE STEP processor ${occtVersion}','converto','');`,
    tidySchema(schema),
    '',
  ].join('\n');
  return typeMeasures(asciiOnly(Buffer.concat([Buffer.from(header), written.subarray(headerEnd)])));
}

/** OCCT breaks the line within the text, and 7.6 puts a full stop behind the name of AP242. */
const tidySchema = (schema: string): string =>
  schema.replace(/\s+/g, ' ').replace(/\( '/, "('").replace(/' \)/, "')").replace('MIM_LF. {', 'MIM_LF {');

/** OCCT writes UTF-8 and breaks lines between any two bytes. */
function asciiOnly(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let copied = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at]! < 0x80) continue;
    const run: number[] = [];
    let end = at;
    while (bytes[end]! >= 0x80 || (bytes[end] === NEW_LINE && isContinuation(bytes[end + 1]))) {
      if (bytes[end] !== NEW_LINE) run.push(bytes[end]!);
      end += 1;
    }
    pieces.push(
      bytes.subarray(copied, at),
      Buffer.from(encodeBeyondAscii(Buffer.from(run).toString('utf8'))),
    );
    copied = end;
    at = end - 1;
  }
  return pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(copied)]);
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function typeMeasures(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let copied = 0;
  for (let at = bytes.indexOf(UNTYPED_MEASURE); at >= 0; at = bytes.indexOf(UNTYPED_MEASURE, copied)) {
    const start = at + UNTYPED_MEASURE.length;
    const value = /^[\d.E+-]+/.exec(bytes.toString('latin1', start, start + 40))?.[0] ?? '';
    pieces.push(bytes.subarray(copied, start));
    if (value !== '') pieces.push(Buffer.from(`LENGTH_MEASURE(${value})`));
    copied = start + value.length;
  }
  return pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(copied)]);
}
