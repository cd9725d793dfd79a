import { readFile } from 'node:fs/promises';
import { Problem } from '../../domain/problem.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { within } from '../mesh/tools/shares.ts';
import { checkWritten } from './finish-cad.ts';
import { type CadMeasures, measureCad } from './measure-cad.ts';
import type { OpenCascade } from './opencascade-types.ts';
import { type CadFormat, readCad } from './read-cad.ts';

/** Of reading back; the rest is measuring. */
const READ_SHARE = 0.5;

/** What a written file measures: from its bytes on the disk alone. Throws `output_invalid` where it cannot be read. */
export async function readBackCad(
  oc: OpenCascade,
  path: string,
  format: CadFormat,
  unit: LengthUnit,
  onRead: (share: number) => void,
): Promise<CadMeasures> {
  const bytes = await readFile(path);
  checkWritten(bytes, format, unit);
  try {
    const document = readCad(oc, format, bytes, within(onRead, 0, READ_SHARE));
    const measured = measureCad(oc, document, within(onRead, READ_SHARE, 1));
    if (measured === undefined) throw new Problem('input_no_geometry');
    return measured;
  } catch (cause) {
    throw cause instanceof Problem ? new Problem('output_invalid', { cause }) : cause;
  }
}
