import { Problem } from '../../domain/problem.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { checkSource } from './cad-frame.ts';
import { finishIges } from './finish-iges.ts';
import { finishStep } from './finish-step.ts';
import type { CadFormat } from './read-cad.ts';

/** Puts right what OCCT writes; BREP is as it should be. */
export function finishCad(
  written: Buffer,
  format: CadFormat,
  modelName: string,
  occtVersion?: string,
): Buffer {
  if (format === 'step') return finishStep(written, modelName, occtVersion);
  return format === 'iges' ? finishIges(written, modelName) : written;
}

/** Looks at a written file as at one that is sent. Throws `output_invalid` where it is damaged or in another unit. */
export function checkWritten(bytes: Buffer, format: CadFormat, unit: LengthUnit): void {
  const written = unitOf(bytes, format);
  if (format === 'brep' || written === unit) return;
  throw new Problem('output_invalid', { cause: new Error(`written in ${written} instead of ${unit}`) });
}

function unitOf(bytes: Buffer, format: CadFormat): LengthUnit {
  try {
    return checkSource(format, bytes, {}, () => {}).unit;
  } catch (cause) {
    throw cause instanceof Problem ? new Problem('output_invalid', { cause }) : cause;
  }
}
