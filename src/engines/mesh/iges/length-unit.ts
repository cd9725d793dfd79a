import { LENGTH_UNITS, type LengthUnit } from '../../../domain/report.ts';
import { splitParameters, textOf } from '../../cad/iges-global.ts';

/** Parameters 14 and 15 of the global section (IGES 5.3, 2.2.4.3.14 and 15): flag and name. */
export const IGES_UNITS: Readonly<Record<LengthUnit, { flag: number; name: string }>> = {
  um: { flag: 9, name: 'UM' },
  mm: { flag: 2, name: 'MM' },
  cm: { flag: 10, name: 'CM' },
  m: { flag: 6, name: 'M' },
  km: { flag: 7, name: 'KM' },
  in: { flag: 1, name: 'IN' },
  ft: { flag: 4, name: 'FT' },
};

/** The unit that a global section with the usual delimiters says, undefined where it says none. */
export function lengthUnitOf(global: string): LengthUnit | undefined {
  const [flag, name] = splitParameters(global, ',', ';').slice(13, 15);
  return LENGTH_UNITS.find((unit) => {
    const known = IGES_UNITS[unit];
    return Number(flag) === known.flag && textOf(name) === known.name;
  });
}
