import type { FormatId } from '../../domain/formats.ts';
import type { LengthUnit, UpAxis } from '../../domain/report.ts';
import type { MeshOptions } from './read-result.ts';

/** The unit and up-axis that a file of the format is written in; the options were validated against their schema. */
export function targetFrame(format: FormatId, options: MeshOptions): { unit: LengthUnit; upAxis: UpAxis } {
  if (format === 'glb' || format === 'gltf') return { unit: 'm', upAxis: 'y' };
  if (format === 'step') return { unit: 'mm', upAxis: 'z' };
  return {
    unit: (options.target_unit as LengthUnit | undefined) ?? 'mm',
    upAxis: (options.target_up_axis as UpAxis | undefined) ?? 'z',
  };
}
