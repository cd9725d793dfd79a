import { Problem } from '../../domain/problem.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { outputFault } from '../output-fault.ts';
import type { CadFacts } from './cad-facts.ts';
import { CHECKS } from './check-cad.ts';
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
export function checkWritten(bytes: Buffer, format: CadFormat, unit: LengthUnit): CadFacts {
  const facts = factsOf(bytes, format);
  if (format === 'brep' || facts.unit === unit) return facts;
  throw new Problem('output_invalid', { cause: new Error(`written in ${facts.unit} instead of ${unit}`) });
}

function factsOf(bytes: Buffer, format: CadFormat): CadFacts {
  try {
    return CHECKS[format](bytes, () => {});
  } catch (cause) {
    throw outputFault(cause);
  }
}
