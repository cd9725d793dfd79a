import type { Bounds, Conversion, Measures } from '../api/resource.ts';
import { format, strings } from '../strings/language.ts';
import { readable } from './readable-unit.ts';

/** The most telling figures of a result, for one line. */
export function facts(conversion: Conversion | undefined): readonly string[] {
  const { output, report } = conversion ?? {};
  const size = report && dimensions(report);
  return [output && format.value.bytes(output.size_bytes), size].filter((each) => each !== undefined);
}

/** Such as `120 × 80 × 35 mm`. */
export function dimensions({ bounds, unit }: Measures): string | undefined {
  if (bounds === undefined) return undefined;
  const shown = readable(unit, bounds);
  const sides = sidesOf(bounds).map((side) => format.value.figure(side * shown.factor));
  return `${sides.join(' × ')} ${unitName(shown.unit)}`;
}

/** Such as `12,300 mm³`. */
export function measure(
  { bounds, unit }: Measures,
  value: number | undefined,
  power: 2 | 3,
): string | undefined {
  if (value === undefined) return undefined;
  const shown = readable(unit, bounds);
  return `${format.value.figure(value * shown.factor ** power)} ${unitName(shown.unit)}${power === 2 ? '²' : '³'}`;
}

const sidesOf = ({ min, max }: Bounds): number[] => max.map((end, axis) => end - (min[axis] ?? 0));

function unitName(unit: string): string {
  if (unit === 'unknown') return `(${strings.value.report.unknownUnit})`;
  return unit === 'um' ? 'µm' : unit;
}
