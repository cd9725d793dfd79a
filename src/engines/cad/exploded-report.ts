import type { Loss, Report } from '../../domain/report.ts';
import { gatherWarnings } from '../mesh/explode/gather-warnings.ts';
import type { PartFile } from '../mesh/explode/part-files.ts';
import { lostAssemblies, lostInstances, sumLosses } from '../mesh/explode/sum-losses.ts';
import { sumMeasures } from '../mesh/explode/sum-measures.ts';
import { mmPerNumber, scaleMeasures } from './cad-frame.ts';
import { annotationLoss, checkSameShape, compareCad } from './compare-cad.ts';
import { notesOf, type ReadForTarget, reportedSource } from './exact-report.ts';
import type { MadePart } from './explode-cad.ts';
import { type CadMeasures, toMeasures } from './measure-cad.ts';

export interface ExplodedPart extends MadePart {
  file: PartFile;
  /** As measured from its file. */
  target: CadMeasures;
}

const FREE = [
  { what: 'free edges', figure: 'freeEdges' },
  { what: 'free vertices', figure: 'freeVertices' },
] as const;

/** What the report says of a file for each part. Throws `output_invalid` where a part became another shape. */
export function explodedReport(
  read: ReadForTarget,
  parts: readonly ExplodedPart[],
): Pick<Report, 'source' | 'target' | 'warnings' | 'lost'> {
  const { targetFormat, facts, selected, resizing } = read;
  const mmOfTarget = mmPerNumber(targetFormat, resizing.unit);
  const gathered = gatherWarnings();
  const losses = FREE.map(({ what, figure }): Loss => {
    const kept = parts.reduce((total, { measured }) => total + measured[figure], 0);
    return { what, count: selected[figure] - kept, why: 'They belong to no part that has a face.' };
  });
  const targets = parts.map(({ measured, file, ...part }) => {
    const before = scaleMeasures(measured, mmOfTarget);
    const target = scaleMeasures(part.target, mmOfTarget);
    gathered.add(file.stem, checkSameShape(before, target));
    const names = file.saysName ? before.names : target.names;
    losses.push(...compareCad(before, { ...target, names }, 0, targetFormat));
    return toMeasures(target, targetFormat, resizing.unit);
  });
  const differences = gathered.sentences();
  // The files share them, so that they cannot lose more of them together.
  const mostOf = (what: string): number =>
    what === 'colours' ? selected.colours : what === 'layers' ? selected.layers : Infinity;
  const products = new Set(parts.map(({ product }) => product));
  return {
    source: reportedSource(read),
    target: sumMeasures(targets, selected.colours),
    warnings: [...notesOf(read, differences.length === 0), ...differences],
    lost: [
      ...sumLosses(losses, mostOf),
      lostAssemblies(selected.assemblies),
      lostInstances(parts.length - products.size),
      annotationLoss(facts.annotations),
    ].filter(({ count }) => count > 0),
  };
}
