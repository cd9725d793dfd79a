import type { EngineJob } from '../../domain/engine-port.ts';
import type { Inspection } from '../../domain/inspection.ts';
import { Problem } from '../../domain/problem.ts';
import type { EngineLimits, Tell } from '../engine-module.ts';
import { checkSource, frameOfModel, mmPerNumber, scaleMeasures } from './cad-frame.ts';
import { cadTree } from './cad-tree.ts';
import { checkFinite } from './compare-cad.ts';
import { type CadMeasures, measureCad, toMeasures } from './measure-cad.ts';
import type { OpenCascade } from './opencascade-types.ts';
import { type CadFormat, readCad } from './read-cad.ts';
import { readSource } from './read-source.ts';
import { refuseBigProducts } from './refuse-big-products.ts';

/** What is in a CAD file: its surfaces are measured as they are, not as triangles. */
export async function inspectCad(
  oc: OpenCascade,
  format: CadFormat,
  job: EngineJob,
  limits: EngineLimits,
  tell: Tell,
): Promise<Omit<Inspection, 'engine'>> {
  tell('validating', 0);
  const bytes = await readSource(job.sourcePath);
  const facts = checkSource(format, bytes, job.options, (share) => tell('validating', share));
  tell('reading', 0);
  const document = readCad(oc, format, bytes, (share) => tell('reading', share));
  refuseBigProducts(oc, document, limits);
  const measured = measureCad(oc, document, (share) => tell('converting', share));
  if (measured === undefined) throw new Problem('input_no_geometry');
  checkFinite(measured);
  const annotations =
    facts.annotations === 0
      ? []
      : [`The file has ${facts.annotations} dimensions, tolerances and datums; they are not looked at.`];
  return {
    measures: toMeasures(
      scaleMeasures(measured, mmPerNumber(format, facts.unit)),
      format,
      facts.unit,
      frameOfModel(format, facts, job.options).upAxis,
    ),
    ...cadTree(oc, document),
    problems: problemsOf(measured),
    warnings: [...facts.warnings, ...annotations],
  };
}

function problemsOf({ solids, faces, looseFaces }: CadMeasures): string[] {
  if (solids === 0) return [`There is no solid: all ${faces} faces are loose, so there is no volume.`];
  if (looseFaces === 0) return [];
  return [`${looseFaces} of ${faces} faces belong to no solid, so there is no volume of the whole.`];
}
