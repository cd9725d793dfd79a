import type { Bounds, Conversion } from '../api/resource.ts';
import { format, strings } from '../strings/language.ts';

/** The most telling figures of a result, for one line. */
export function facts(conversion: Conversion | undefined): readonly string[] {
  const { output, report } = conversion ?? {};
  const size = report?.bounds === undefined ? undefined : dimensions(report.bounds, report.unit);
  return [output && format.value.bytes(output.size_bytes), size].filter((each) => each !== undefined);
}

/** Such as `120 × 80 × 35 mm`. */
export function dimensions({ min, max }: Bounds, unit: string): string {
  const sides = max.map((end, axis) => format.value.figure(end - (min[axis] ?? 0)));
  return `${sides.join(' × ')} ${unitName(unit)}`;
}

/** Such as `mm³`. */
export const unitName = (unit: string, power: 1 | 2 | 3 = 1): string =>
  unit === 'unknown'
    ? `(${strings.value.report.unknownUnit})`
    : (unit === 'um' ? 'µm' : unit) + ['', '²', '³'][power - 1];
