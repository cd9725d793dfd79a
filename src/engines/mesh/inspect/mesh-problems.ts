import type { Measures } from '../../../domain/report.ts';
import type { OpenSurfaces } from '../tools/measure.ts';

/** What whoever prints, mills or computes with the model should know. */
export function meshProblems({ bodies = 0, volume = 0 }: Measures, open: OpenSurfaces): string[] {
  const problems: string[] = [];
  if (open.bodies > 0) {
    const which = bodies === 0 ? 'No body is' : `${open.bodies} of ${open.bodies + bodies} bodies are not`;
    problems.push(`${which} watertight: ${open.edges} edges are open, so there is no volume.`);
  }
  if (volume < 0) problems.push('The surface is inside out: its volume is negative.');
  return problems;
}
