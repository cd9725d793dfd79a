import type { LengthUnit, Loss, UpAxis } from '../../domain/report.ts';
import type { MeshModel } from './model.ts';

export type MeshOptions = Readonly<Record<string, unknown>>;
export type OnFraction = (fraction: number) => void;

export interface MeshRead {
  model: MeshModel;
  /** What was repaired or assumed. */
  warnings: string[];
  /** What the file holds and the model cannot. */
  lost: Loss[];
}

/** The frame that a format without units is taken to be in; the options were validated against their schema. */
export function assumedFrame(options: MeshOptions): { unit: LengthUnit; upAxis: UpAxis; unitKnown: false } {
  return {
    unit: (options.source_unit as LengthUnit | undefined) ?? 'mm',
    upAxis: (options.source_up_axis as UpAxis | undefined) ?? 'z',
    unitKnown: false,
  };
}

/** `1 triangle`, `2 triangles`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
