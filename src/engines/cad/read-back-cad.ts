import { readFile } from 'node:fs/promises';
import { Problem } from '../../domain/problem.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { within } from '../mesh/tools/shares.ts';
import { outputFault } from '../output-fault.ts';
import type { WrittenCad } from './exact-report.ts';
import { checkWritten } from './finish-cad.ts';
import { measureCad } from './measure-cad.ts';
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
): Promise<WrittenCad> {
  const bytes = await readFile(path);
  const { annotations } = checkWritten(bytes, format, unit);
  try {
    const document = readCad(oc, format, bytes, within(onRead, 0, READ_SHARE));
    const measured = measureCad(oc, document, within(onRead, READ_SHARE, 1));
    if (measured === undefined) throw new Problem('input_no_geometry');
    return { measured, annotations };
  } catch (cause) {
    throw outputFault(cause);
  }
}
