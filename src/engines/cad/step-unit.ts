import { LENGTH_UNITS, type LengthUnit, METRES_PER_UNIT } from '../../domain/report.ts';
import type { StepScan } from './scan-step.ts';

export interface SourceUnit {
  unit: LengthUnit;
  /** What was assumed, where the file does not say the unit or says one that cannot be kept. */
  warning?: string;
}

export const SI_PREFIXES: Readonly<Record<string, number>> = {
  EXA: 1e18,
  PETA: 1e15,
  TERA: 1e12,
  GIGA: 1e9,
  MEGA: 1e6,
  KILO: 1e3,
  HECTO: 1e2,
  DECA: 1e1,
  DECI: 1e-1,
  CENTI: 1e-2,
  MILLI: 1e-3,
  MICRO: 1e-6,
  NANO: 1e-9,
  PICO: 1e-12,
  FEMTO: 1e-15,
  ATTO: 1e-18,
};

/** The length unit of the geometry: of the first context that has one (ISO 10303-41, global_unit_assigned_context). */
export function stepUnit(bytes: Buffer, scan: StepScan): SourceUnit {
  const read = (at: number) => bytes.toString('latin1', at, statementEnd(bytes, at));
  const found = new Map<number, number>();
  for (const at of scan.located.GLOBAL_UNIT_ASSIGNED_CONTEXT.values()) {
    const assigned = /GLOBAL_UNIT_ASSIGNED_CONTEXT\s*\(\s*\(([^)]*)\)/.exec(read(at))?.[1] ?? '';
    for (const id of referencesIn(assigned)) {
      const metres = metresOf(id, scan, read, 0);
      if (metres !== undefined) found.set(metres, (found.get(metres) ?? 0) + 1);
    }
  }
  const [metres] = found.keys();
  if (metres === undefined) {
    return { unit: 'mm', warning: 'The STEP file names no length unit; millimetres were assumed.' };
  }
  const unit = unitOfMetres(metres);
  if (unit === undefined) {
    return {
      unit: 'mm',
      warning: `The STEP file counts in units of ${metres} m, which have no name here; lengths were brought to millimetres.`,
    };
  }
  if (found.size === 1) return { unit };
  return {
    unit,
    warning: `The STEP file uses ${found.size} different length units; all lengths were brought to ${unit}.`,
  };
}

export const unitOfMetres = (metres: number): LengthUnit | undefined =>
  LENGTH_UNITS.find((unit) => Math.abs(METRES_PER_UNIT[unit] / metres - 1) < 1e-6);

/** OCCT writes the value without its type, others as LENGTH_MEASURE(25.4). */
const MEASURE = /_WITH_UNIT\s*\(\s*(?:[A-Z_]+\s*\(\s*)?([\d.eE+-]+)\s*\)?\s*,\s*#(\d+)/;

type ReadStatement = (at: number) => string;

function metresOf(id: number, scan: StepScan, read: ReadStatement, depth: number): number | undefined {
  const at = scan.located.LENGTH_UNIT.get(id);
  if (at === undefined || depth > 8) return undefined; // a unit that is defined by itself
  const text = read(at);
  const si = /SI_UNIT\s*\(\s*(?:\.([A-Z]+)\.|\$)\s*,\s*\.METRE\.\s*\)/.exec(text);
  if (si !== null) return si[1] === undefined ? 1 : SI_PREFIXES[si[1]];
  const based = /CONVERSION_BASED_UNIT\s*\(\s*'(?:[^']|'')*'\s*,\s*#(\d+)/.exec(text);
  if (based === null) return undefined;
  const measureId = Number(based[1]);
  const measureAt =
    scan.located.LENGTH_MEASURE_WITH_UNIT.get(measureId) ?? scan.located.MEASURE_WITH_UNIT.get(measureId);
  if (measureAt === undefined) return undefined;
  const measure = MEASURE.exec(read(measureAt));
  if (measure === null) return undefined;
  const base = metresOf(Number(measure[2]), scan, read, depth + 1);
  return base === undefined ? undefined : base * Number(measure[1]);
}

export const referencesIn = (text: string): number[] =>
  [...text.matchAll(/#(\d+)/g)].map((match) => Number(match[1]));

/** The next semicolon that is not within a text. */
export function statementEnd(bytes: Buffer, at: number): number {
  let inText = false;
  for (let end = at; end < bytes.length; end += 1) {
    if (bytes[end] === 0x27) inText = !inText;
    else if (bytes[end] === 0x3b && !inText) return end;
  }
  return bytes.length;
}
