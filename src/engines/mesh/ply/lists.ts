import { Problem } from '../../../domain/problem.ts';
import type { PlyElement, PlyProperty } from './ply-header.ts';
import type { PlyValues } from './ply-values.ts';

/** Reads how many items a list has. Throws `input_truncated` where the rest of the file cannot hold them. */
export function listLength(values: PlyValues, { type, countType }: PlyProperty): number {
  const count = values.next(countType!);
  if (!(count >= 0 && Math.floor(count) === count)) {
    throw new Problem('input_malformed', {
      detail: `The PLY file has a list of ${count} items. Export it again.`,
    });
  }
  if (!values.canHold(type, count)) {
    throw new Problem('input_truncated', {
      detail: `The PLY file ends within a list of ${count} items. Export or upload it again.`,
    });
  }
  return count;
}

export function skipProperty(values: PlyValues, property: PlyProperty): void {
  const count = property.countType === undefined ? 1 : listLength(values, property);
  values.skip(property.type, count);
}

export function skipElement(values: PlyValues, { count, properties }: PlyElement): void {
  if (properties.length === 0) return;
  for (let row = 0; row < count; row += 1) {
    for (const property of properties) skipProperty(values, property);
  }
}
