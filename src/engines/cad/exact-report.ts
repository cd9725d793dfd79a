import { Problem } from '../../domain/problem.ts';
import type { LengthUnit, Report } from '../../domain/report.ts';
import { selectionNotes } from '../mesh/edits/select-names.ts';
import type { CadFacts } from './cad-facts.ts';
import { mmPerNumber, type Resizing, scaleMeasures } from './cad-frame.ts';
import { checkSameShape, compareCad } from './compare-cad.ts';
import { finishIges } from './finish-iges.ts';
import { finishStep } from './finish-step.ts';
import { type CadMeasures, toMeasures } from './measure-cad.ts';
import type { CadFormat } from './read-cad.ts';
import { type Sewn, sewingNotes } from './sewn.ts';

/** A CAD file on its way from one format to another, as measured before and after: in what OCCT reads. */
export interface ExactConversion {
  sourceFormat: CadFormat;
  targetFormat: CadFormat;
  facts: CadFacts;
  source: CadMeasures;
  /** What the option `select` has left of it; the source itself without one. */
  selected: CadMeasures;
  target: CadMeasures;
  sewn: Sewn;
  /** That the written file says; BREP says none. */
  targetUnit: LengthUnit;
  resizing: Resizing;
}

/** What the report says of it. Throws `output_invalid` where the result is another model. */
export function exactReport(made: ExactConversion): Pick<Report, 'source' | 'target' | 'warnings' | 'lost'> {
  const { sourceFormat, targetFormat, facts, targetUnit, resizing } = made;
  if (targetFormat !== 'brep' && targetUnit !== resizing.unit) {
    throw new Problem('output_invalid', {
      cause: new Error(`written in ${targetUnit} instead of ${resizing.unit}`),
    });
  }
  const mmOfSource = mmPerNumber(sourceFormat, facts.unit);
  const source = scaleMeasures(made.source, mmOfSource);
  const selected = scaleMeasures(made.selected, mmOfSource);
  const target = scaleMeasures(made.target, mmPerNumber(targetFormat, resizing.unit));
  const differences = checkSameShape(scaleMeasures(selected, resizing.scale), target);
  return {
    source: toMeasures(source, sourceFormat, facts.unit),
    target: toMeasures(target, targetFormat, resizing.unit),
    warnings: [
      ...facts.warnings,
      ...selectionNotes(selected.parts, source.parts),
      ...differences,
      ...notes(made, differences.length === 0),
    ],
    lost: compareCad(selected, target, facts, targetFormat),
  };
}

/** Puts right what OCCT writes; BREP is as it should be. */
export function finishCad(
  written: Buffer,
  format: CadFormat,
  modelName: string,
  occtVersion?: string,
): Buffer {
  if (format === 'step') return finishStep(written, modelName, occtVersion);
  return format === 'iges' ? finishIges(written, modelName) : written;
}

function notes({ targetFormat, selected, sewn, resizing }: ExactConversion, isSameSize: boolean): string[] {
  const all = sewingNotes(sewn, selected.looseFaces, isSameSize);
  if (targetFormat === 'brep') all.push(`BREP files have no unit; lengths were written in ${resizing.unit}.`);
  if (selected.solids === 0 && sewn.solids + sewn.openGroups === 0) {
    all.push(`The source has ${selected.faces} loose faces and no solid; the faces were kept as they are.`);
  }
  return all;
}
