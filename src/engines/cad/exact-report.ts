import type { Report } from '../../domain/report.ts';
import { selectionNotes } from '../mesh/edits/select-names.ts';
import type { CadFacts } from './cad-facts.ts';
import { mmPerNumber, type Resizing, scaleMeasures } from './cad-frame.ts';
import { checkSameShape, compareCad } from './compare-cad.ts';
import { type CadMeasures, toMeasures } from './measure-cad.ts';
import type { CadFormat } from './read-cad.ts';
import { type Sewn, sewingNotes } from './sewn.ts';

/** A CAD file that was read to be written in a format; measured in what OCCT reads. */
export interface ReadForTarget {
  sourceFormat: CadFormat;
  targetFormat: CadFormat;
  facts: CadFacts;
  source: CadMeasures;
  /** What the option `select` has left of it; the source itself without one. */
  selected: CadMeasures;
  sewn: Sewn;
  resizing: Resizing;
}

/** What was written of it, as its file tells. */
export interface WrittenCad {
  measured: CadMeasures;
  /** As in `CadFacts`. */
  annotations: number;
}

/** What the report says of it. Throws `output_invalid` where the result is another model. */
export function exactReport(
  read: ReadForTarget,
  { measured, annotations }: WrittenCad,
): Pick<Report, 'source' | 'target' | 'warnings' | 'lost'> {
  const { targetFormat, facts, resizing } = read;
  const selected = scaleMeasures(read.selected, mmPerNumber(read.sourceFormat, facts.unit));
  const target = scaleMeasures(measured, mmPerNumber(targetFormat, resizing.unit));
  const differences = checkSameShape(scaleMeasures(selected, resizing.scale), target);
  return {
    source: reportedSource(read),
    target: toMeasures(target, targetFormat, resizing.unit),
    warnings: [...notesOf(read, differences.length === 0), ...differences],
    lost: compareCad(selected, target, facts.annotations - annotations, targetFormat),
  };
}

export function reportedSource({ sourceFormat, facts, source }: ReadForTarget): Report['source'] {
  return toMeasures(scaleMeasures(source, mmPerNumber(sourceFormat, facts.unit)), sourceFormat, facts.unit);
}

/**
 * What there is to say whatever becomes of it.
 * @param isSame whether nothing is said against the size of the result
 */
export function notesOf(read: ReadForTarget, isSame: boolean): string[] {
  const { targetFormat, facts, source, selected, sewn, resizing } = read;
  const all = [
    ...facts.warnings,
    ...selectionNotes(selected.parts, source.parts),
    ...sewingNotes(sewn, selected.looseFaces, isSame),
  ];
  if (targetFormat === 'brep') all.push(`BREP files have no unit; lengths were written in ${resizing.unit}.`);
  if (selected.solids === 0 && sewn.solids + sewn.openGroups === 0) {
    all.push(`The source has ${selected.faces} loose faces and no solid; the faces were kept as they are.`);
  }
  return all;
}
