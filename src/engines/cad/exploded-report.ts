import type { Loss, Report } from '../../domain/report.ts';
import { gatherWarnings } from '../mesh/explode/gather-warnings.ts';
import type { PartFile } from '../mesh/explode/part-files.ts';
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

/** What the report says of a file for each part. Throws `output_invalid` where a part became another shape. */
export function explodedReport(
  read: ReadForTarget,
  parts: readonly ExplodedPart[],
): Pick<Report, 'source' | 'target' | 'warnings' | 'lost'> {
  const { targetFormat, facts, selected, resizing } = read;
  const mmOfTarget = mmPerNumber(targetFormat, resizing.unit);
  const gathered = gatherWarnings();
  const losses: Loss[] = [];
  const targets = parts.map(({ measured, file, ...part }) => {
    const before = scaleMeasures(measured, mmOfTarget);
    const target = scaleMeasures(part.target, mmOfTarget);
    gathered.add(file.stem, checkSameShape(before, target));
    const names = file.saysName ? before.names : target.names;
    losses.push(...compareCad(before, { ...target, names }, 0, targetFormat));
    return toMeasures(target, targetFormat, resizing.unit);
  });
  for (const [what, figure] of [
    ['free edges', 'freeEdges'],
    ['free vertices', 'freeVertices'],
  ] as const) {
    const kept = parts.reduce((total, { measured }) => total + measured[figure], 0);
    losses.push({ what, count: selected[figure] - kept, why: 'They belong to no part that has a face.' });
  }
  const differences = gathered.sentences();
  const products = new Set(parts.map(({ product }) => product));
  return {
    source: reportedSource(read),
    target: sumMeasures(targets, selected.colours),
    warnings: [...notesOf(read, differences.length === 0), ...differences],
    lost: [
      ...sum(losses, { colours: selected.colours, layers: selected.layers }),
      {
        what: 'assembly nodes',
        count: selected.assemblies,
        why: 'Every part is a file of its own; it lies where the tree put it.',
      },
      { what: 'instances', count: parts.length - products.size, why: 'Every part is a file of its own.' },
      annotationLoss(facts.annotations),
    ].filter(({ count }) => count > 0),
  };
}

/** @param most what the files share, so that they cannot lose more of it together */
function sum(losses: readonly Loss[], most: Readonly<Record<string, number>>): Loss[] {
  const sums = new Map<string, Loss>();
  for (const loss of losses) {
    const count = (sums.get(loss.what)?.count ?? 0) + loss.count;
    sums.set(loss.what, { ...loss, count: Math.min(count, most[loss.what] ?? count) });
  }
  return [...sums.values()];
}
