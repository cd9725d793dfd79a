import type { EngineJob } from '../../domain/engine-port.ts';
import type { LengthUnit } from '../../domain/report.ts';
import { mmPerNumber } from './cad-frame.ts';
import type { CadFormat } from './read-cad.ts';

export interface Tessellation {
  /** A share of the mean side of the bounding box where `relative`, else a length in what OCCT reads. */
  linearDeflection: number;
  relative: boolean;
  /** Degrees. */
  angularDeflection: number;
}

/** What the names of `quality` stand for. */
const QUALITIES: Readonly<Record<string, Pick<Tessellation, 'linearDeflection' | 'angularDeflection'>>> = {
  draft: { linearDeflection: 0.005, angularDeflection: 30 },
  standard: { linearDeflection: 0.001, angularDeflection: 20 },
  fine: { linearDeflection: 0.0002, angularDeflection: 10 },
};

/**
 * From the options of src/engines/options.ts; these have been validated. A deflection that is given counts more than
 * the quality; an absolute one that is missing is that of the quality, in relation to the model.
 */
export function tessellationOf(format: CadFormat, options: EngineJob['options']): Tessellation {
  const quality = QUALITIES[String(options.quality ?? 'standard')]!;
  const { linear_deflection, linear_deflection_type, angular_deflection } = options;
  const relative = linear_deflection_type !== 'absolute' || linear_deflection === undefined;
  const sourceUnit = (options.source_unit as LengthUnit | undefined) ?? 'mm';
  return {
    linearDeflection:
      Number(linear_deflection ?? quality.linearDeflection) /
      (relative ? 1 : mmPerNumber(format, sourceUnit)),
    relative,
    angularDeflection: Number(angular_deflection ?? quality.angularDeflection),
  };
}
