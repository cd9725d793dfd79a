import type { LengthUnit } from '../../domain/report.ts';
import type { StepStyles } from './step-styles.ts';

/** What is known of a CAD file before an engine has seen it. */
export interface CadFacts extends Partial<StepStyles> {
  unit: LengthUnit;
  /** False where the format has no unit or the file does not say it. */
  unitKnown: boolean;
  warnings: string[];
  /** How many solids the file holds, counting every use; absent where only an engine can tell. */
  solids?: number;
  /** True where the file has solids only, false where it has none; absent where it mixes or does not say. */
  allSolid?: boolean;
  /** Dimensions, tolerances and datums, which few targets keep. */
  annotations: number;
}
