import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { inspectFacetedBrep } from '../../../src/engines/mesh/brep/inspect-brep.ts';
import { writeFacetedBrep } from '../../../src/engines/mesh/brep/write-brep.ts';
import { inspectFacetedIges } from '../../../src/engines/mesh/iges/inspect-iges.ts';
import { writeFacetedIges } from '../../../src/engines/mesh/iges/write-iges.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { inspectFacetedStep } from '../../../src/engines/mesh/step/read-faceted-step.ts';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { LIMITS } from '../step/shapes.ts';

export const CAD_FORMATS = ['step', 'iges', 'brep'] as const;
export type CadFormat = (typeof CAD_FORMATS)[number];

export const inspect = (path: string, format: CadFormat) =>
  ({ step: inspectFacetedStep, iges: inspectFacetedIges, brep: inspectFacetedBrep })[format](path);

let files = 0;

export async function writeFacets(t: Test, model: MeshModel, format: CadFormat, merge = true) {
  const path = join(t.testdirName, '..', `facets-${process.pid}-${++files}.${format}`);
  const { warnings } = await {
    step: () => writeFacetedStep(model, path, 'model', merge, LIMITS),
    iges: () => writeFacetedIges(model, path, 'model', merge, LIMITS),
    brep: () => writeFacetedBrep(model, path, merge, LIMITS),
  }[format]();
  return { path, warnings, bytes: readFileSync(path), ...inspect(path, format) };
}
