import { splitParameters } from './iges-global.ts';
import { dataOf, splitIges } from './iges-lines.ts';

/** Parameters of the global section (IGES 5.3, 2.2.4.3), counted from 1. */
const PRODUCT_OF_SENDER = 3;
const FILE_NAME = 4;
const PRODUCT_OF_RECEIVER = 12;
const WRITTEN_AT = 18;
const CHANGED_AT = 25;
const NEVER = '15H20000101.000000';

/** Names the model in the header of an IGES file that OCCT wrote, where it has its own name, "Filename.iges" and dates. */
export function finishIges(written: Buffer, modelName: string): Buffer {
  const { offsets } = splitIges(written, () => {});
  const text = offsets.G.map((offset) => dataOf(written, offset)).join('');
  const parameters = splitParameters(text, ',', ';');
  const name = hollerith(modelName);
  parameters[PRODUCT_OF_SENDER - 1] = name;
  parameters[FILE_NAME - 1] = hollerith(`${modelName}.iges`);
  parameters[PRODUCT_OF_RECEIVER - 1] = name;
  parameters[WRITTEN_AT - 1] = NEVER;
  parameters[CHANGED_AT - 1] = NEVER;
  const global = inLines(`${parameters.join(',')};`);
  const end = offsets.T[0]!;
  const counts = [offsets.S.length, global.length, offsets.D.length, offsets.P.length];
  const terminate = ['S', 'G', 'D', 'P'].map((letter, index) => letter + String(counts[index]).padStart(7));
  return Buffer.concat([
    written.subarray(0, offsets.G[0]),
    Buffer.from(global.join(''), 'latin1'),
    written.subarray(offsets.D[0], end),
    Buffer.from(`${terminate.join('').padEnd(72)}T0000001\n`, 'latin1'),
  ]);
}

/** IGES is ASCII. */
function hollerith(text: string): string {
  const ascii = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_');
  return `${ascii.length}H${ascii}`;
}

function inLines(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 72) {
    const number = String(lines.length + 1).padStart(7, '0');
    lines.push(`${text.slice(at, at + 72).padEnd(72)}G${number}\n`);
  }
  return lines;
}
