import { Problem } from '../../../domain/problem.ts';
import type { Measures } from '../../../domain/report.ts';

/** What a file of flat faces holds, read from its bytes alone. */
export interface FacetInspection {
  measures: Measures;
  /** Of the parts, in the order of the file. */
  partNames: string[];
  /** Products or compounds without geometry of their own. */
  assemblies: number;
}

/** The file is not what our own writers write. */
export const unexpected = (format: string, reason: string): Problem =>
  new Problem('output_invalid', { cause: new Error(`faceted ${format}: ${reason}`) });
