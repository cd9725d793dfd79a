import type { LengthUnit } from '../../../domain/report.ts';
import { unitOfMetres } from '../../cad/step-unit.ts';

/** Metres of openNURBS's unit systems by their numbers (ON::LengthUnitSystem); 0, 11 and 255 say nothing. */
const METRES: Readonly<Record<number, number>> = {
  1: 1e-6,
  2: 1e-3,
  3: 1e-2,
  4: 1,
  5: 1e3,
  6: 2.54e-8,
  7: 2.54e-5,
  8: 0.0254,
  9: 0.3048,
  10: 1609.344,
  12: 1e-10,
  13: 1e-9,
  14: 0.1,
  15: 10,
  16: 100,
  17: 1e6,
  18: 1e9,
  19: 0.9144,
  20: 0.0254 / 72,
  21: 0.0254 / 6,
  22: 1852,
};

export interface RhinoUnit {
  unit: LengthUnit;
  unitKnown: boolean;
  /** What the file's numbers are multiplied with. */
  scale: number;
  warnings: string[];
}

export function rhinoUnit(unitSystem: number): RhinoUnit {
  const metres = METRES[unitSystem];
  if (metres === undefined) return { unit: 'mm', unitKnown: false, scale: 1, warnings: [] };
  const unit = unitOfMetres(metres);
  if (unit !== undefined) return { unit, unitKnown: true, scale: 1, warnings: [] };
  const warning = `The 3DM file counts in units of ${metres} m, which have no name here; lengths were brought to metres.`;
  return { unit: 'm', unitKnown: true, scale: metres, warnings: [warning] };
}
