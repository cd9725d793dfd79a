import type { EngineJob } from '../../domain/engine-port.ts';
import type { LengthUnit, Measures, UpAxis } from '../../domain/report.ts';
import type { EngineLimits } from '../engine-module.ts';
import type { Inventory } from './inventory.ts';
import type { MeshModel } from './model.ts';
import type { MeshOptions, OnFraction } from './read-result.ts';

/** How a mesh becomes a file of one format. */
export interface MeshTarget {
  /** The unit and up-axis that the numbers are written in. */
  frame(options: MeshOptions): TargetFrame;
  /**
   * `tree`: nodes and instances stay. `placed`: the tree stays, but every part lies where it is shown.
   * `flat`: one part for each node that shows a mesh, and no tree.
   */
  structure: 'tree' | 'placed' | 'flat';
  /** What the numbers of the file can tell apart. */
  precision: 'single' | 'double';
  /** False where the format has nothing but positions and triangles. */
  attributes: boolean;
  /** True where images may be placed by a second set of texture coordinates. */
  secondUvs?: boolean;
  /** True where faces of more than three corners are written as they are. */
  polygons?: boolean;
  /** Writes a prepared model to `job.targetPath`. */
  write(
    model: MeshModel,
    job: EngineJob,
    limits: EngineLimits,
    onFraction: OnFraction,
  ): Promise<{ warnings: string[] }>;
  /** How far a written point may be from where it is in the prepared model, in its unit; absent: as floats round. */
  imprecision?(model: MeshModel, options: MeshOptions): Promise<number>;
  /**
   * Says what the written file holds, from its bytes alone. Throws a Problem where it cannot be read.
   * @param written what they were made of: where they are found to hold the same, its figures need not be found again
   */
  readBack(
    job: EngineJob,
    limits: EngineLimits,
    onFraction: OnFraction,
    written: MeshModel,
  ): Promise<ReadBack>;
}

export interface TargetFrame {
  unit: LengthUnit;
  upAxis: UpAxis;
}

export interface ReadBack {
  target: Measures;
  /** What the written file holds beside its triangles. */
  after: Inventory;
}
