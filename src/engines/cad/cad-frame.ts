import type { EngineJob } from '../../domain/engine-port.ts';
import { type LengthUnit, METRES_PER_UNIT, mapBounds, type UpAxis } from '../../domain/report.ts';
import type { CadFacts } from './cad-facts.ts';
import { CHECKS } from './check-cad.ts';
import type { CadMeasures } from './measure-cad.ts';
import type { CadFormat } from './read-cad.ts';

/** What a look at the file tells, and the option `source_unit` of what no BREP file can say. Throws as `CHECKS` do. */
export function checkSource(
  format: CadFormat,
  bytes: Buffer,
  { source_unit }: EngineJob['options'],
  onChecked: (share: number) => void,
): CadFacts {
  const facts = CHECKS[format](bytes, onChecked);
  if (format !== 'brep') return facts;
  if (source_unit !== undefined) return { ...facts, unit: source_unit as LengthUnit, unitKnown: true };
  return { ...facts, warnings: [...facts.warnings, 'BREP files have no unit; millimetres were assumed.'] };
}

/** Of what OCCT reads and writes: it brings STEP and IGES to millimetres, and takes the numbers of BREP for such. */
export const mmPerNumber = (format: CadFormat, unit: LengthUnit): number =>
  format === 'brep' ? METRES_PER_UNIT[unit] * 1000 : 1;

/** Of the triangles that OCCT makes of a file: they are in what it reads. */
export const frameOfModel = (
  format: CadFormat,
  facts: CadFacts,
  { source_up_axis }: EngineJob['options'],
) => ({
  unit: format === 'brep' ? facts.unit : ('mm' as const),
  unitKnown: facts.unitKnown,
  upAxis: (source_up_axis as UpAxis | undefined) ?? 'z',
});

export interface Resizing {
  /** The unit to write numbers in. */
  unit: LengthUnit;
  /** How many times as large the model becomes. */
  scale: number;
  /** What the numbers that were read are multiplied by before they are written. */
  factor: number;
}

/** What the options `scale` and `target_unit` ask for; without the latter a unit stays what it is, and BREP gets millimetres. */
export function resizingOf(
  options: EngineJob['options'],
  sourceFormat: CadFormat,
  sourceUnit: LengthUnit,
  targetFormat: CadFormat,
): Resizing {
  const unit =
    (options.target_unit as LengthUnit | undefined) ?? (targetFormat === 'brep' ? 'mm' : sourceUnit);
  const scale = Number(options.scale ?? 1);
  const factor = (scale * mmPerNumber(sourceFormat, sourceUnit)) / mmPerNumber(targetFormat, unit);
  return { unit, scale, factor };
}

/** The same model so many times as large. */
export function scaleMeasures<T extends CadMeasures>(measured: T, factor: number): T {
  if (factor === 1) return measured;
  const { area, volume, bounds } = measured;
  return {
    ...measured,
    area: area * factor ** 2,
    volume: volume * factor ** 3,
    bounds: mapBounds(bounds, (value) => value * factor),
  };
}
