import { LENGTH_UNITS, type LengthUnit } from '../../../domain/report.ts';
import { stepReal } from './part21-text.ts';
import type { Part21Writer } from './part21-writer.ts';

/** Prefixes of the metre, and units that are so many millimetres. */
const UNITS: Readonly<Record<LengthUnit, string | { name: string; millimetres: number }>> = {
  um: '.MICRO.',
  mm: '.MILLI.',
  cm: '.CENTI.',
  m: '$',
  km: '.KILO.',
  in: { name: 'INCH', millimetres: 25.4 },
  ft: { name: 'FOOT', millimetres: 304.8 },
};

/** Writes a length unit (ISO 10303-41) and what it counts in; returns its number. It is the last one in the file. */
export function writeLengthUnit(writer: Part21Writer, unit: LengthUnit): number {
  const known = UNITS[unit];
  if (typeof known === 'string') return writer.add(`(${metric(known)})`);
  const base = writer.add(`(${metric('.MILLI.')})`);
  const factor = `LENGTH_MEASURE(${stepReal(known.millimetres, 17)})`;
  const measure = writer.add(`LENGTH_MEASURE_WITH_UNIT(${factor},#${base})`);
  const exponents = writer.add('DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.)');
  return writer.add(`(${converted(known.name)},#${measure})LENGTH_UNIT()NAMED_UNIT(#${exponents}))`);
}

/** The unit that such a complex instance is, undefined where it is none of length. */
export const lengthUnitOf = (text: string): LengthUnit | undefined =>
  LENGTH_UNITS.find((unit) => {
    const known = UNITS[unit];
    return typeof known === 'string' ? text === metric(known) : text.startsWith(`${converted(known.name)},`);
  });

const metric = (prefix: string): string => `LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(${prefix},.METRE.)`;
const converted = (name: string): string => `CONVERSION_BASED_UNIT('${name}'`;
