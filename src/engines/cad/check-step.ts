import { Problem } from '../../domain/problem.ts';
import type { CadFacts } from './cad-facts.ts';
import { type StepScan, scanStep } from './scan-step.ts';
import { stepStyles } from './step-styles.ts';
import { stepUnit } from './step-unit.ts';

const HEADER_LIMIT_BYTES = 1 << 16;

/** Application protocols with geometry that OCCT reads (ISO 10303-202, 203, 209, 210, 214, 238, 242 and their parts). */
const CAD_SCHEMA =
  /^(AUTOMOTIVE_DESIGN|CONFIG_CONTROL|AP\d{3}|(ASSOCIATIVE|EXPLICIT)_DRAUGHTING|STRUCTURAL_ANALYSIS|ELECTRONIC_ASSEMBLY|INTEGRATED_CNC|SHAPE_|GEOMETRIC_|MULTI_DISCIPLINARY|MANAGED_MODEL|PDM_SCHEMA|CORE_|ENGINEERING_PROPERTIES)/;

const EXACT_SHAPE =
  /(^|_)(FACE|FACE_SURFACE|BREP|SHELL|SURFACE|SURFACE_MODEL|SURFACE_SET|SOLID|BLOCK|SPHERE|TORUS|CYLINDER|CONE|WEDGE)$/;
const TESSELLATED = /TESSELLATED|TRIANGULATED/;
const SOLID = /^(MANIFOLD_SOLID_BREP|BREP_WITH_VOIDS|FACETED_BREP)$/;
const OPEN_SHAPE =
  /^(SHELL_BASED_SURFACE_MODEL|FACE_BASED_SURFACE_MODEL|GEOMETRIC_SET|GEOMETRICALLY_BOUNDED_SURFACE_SHAPE_REPRESENTATION)$/;
const ANNOTATION = /^(DIMENSIONAL_(SIZE|LOCATION)|DATUM|.*_TOLERANCE)$/;

/**
 * Looks at the whole file as ISO 10303-21 sees it, before OCCT does: OCCT crashes on a dangling reference and takes
 * much else without a word. Throws `input_truncated`, `input_malformed`, `input_version_unsupported`,
 * `input_feature_unsupported`, `input_external_reference` or `input_no_geometry`.
 */
export function checkStep(bytes: Buffer, onChecked: (share: number) => void): CadFacts {
  checkStart(bytes);
  const end = bytes.lastIndexOf('END-ISO-10303-21');
  if (end < 0) {
    throw new Problem('input_truncated', {
      detail:
        'The STEP file does not end with END-ISO-10303-21: its end is missing. Export or upload it again.',
    });
  }
  checkSchema(bytes);
  const scan = scanStep(bytes, end, onChecked);
  checkReferences(scan);
  const names = [...scan.keywords.keys()];
  checkGeometry(names);
  const { unit, warning } = stepUnit(bytes, scan);
  const allSolid = names.some((name) => SOLID.test(name)) !== names.some((name) => OPEN_SHAPE.test(name));
  return {
    unit,
    unitKnown: scan.located.LENGTH_UNIT.size > 0,
    warnings: warning === undefined ? [] : [warning],
    ...(allSolid ? { allSolid: names.some((name) => SOLID.test(name)) } : {}),
    annotations: total(scan, ANNOTATION),
    ...stepStyles(bytes, scan),
  };
}

function checkStart(bytes: Buffer): void {
  const start = bytes
    .toString('latin1', 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start === '') {
    throw new Problem('input_truncated', { detail: 'The STEP file is empty. Export or upload it again.' });
  }
  if (start.startsWith('ISO-10303-21')) return;
  if ('ISO-10303-21;'.startsWith(start)) throw new Problem('input_truncated');
  throw new Problem('input_malformed', {
    detail:
      'The file does not begin with ISO-10303-21, so it is no STEP file. Check that the right file was sent.',
  });
}

function checkSchema(bytes: Buffer): void {
  const header = bytes.toString('latin1', 0, HEADER_LIMIT_BYTES);
  const list = /FILE_SCHEMA\s*\(\s*\(([^;]*)\)\s*\)\s*;/.exec(header)?.[1];
  if (list === undefined) {
    throw new Problem('input_malformed', {
      detail: 'The header of the STEP file has no FILE_SCHEMA. Export the file again.',
    });
  }
  const schemas = [...list.matchAll(/'([^']*)'/g)].map((match) => (match[1] ?? '').trim().toUpperCase());
  if (schemas.some((schema) => CAD_SCHEMA.test(schema))) return;
  throw new Problem('input_version_unsupported', {
    detail: `The STEP file follows the schema ${schemas.join(', ').slice(0, 80) || 'without a name'}, which is none of the CAD schemas that can be read. Export it as AP203, AP214 or AP242.`,
  });
}

function checkReferences(scan: StepScan): void {
  const { count, smallest } = scan.referenced.missingFrom(scan.defined);
  if (count === 0) return;
  const others = count === 1 ? '' : ` (and ${count - 1} more)`;
  throw new Problem('input_malformed', {
    detail: `The STEP file refers to #${smallest}${others}, which it does not define: a part of it is missing. Export it again.`,
  });
}

function checkGeometry(names: readonly string[]): void {
  if (names.some((name) => EXACT_SHAPE.test(name) && !TESSELLATED.test(name))) return;
  if (names.some((name) => TESSELLATED.test(name))) {
    throw new Problem('input_feature_unsupported', {
      detail: 'The STEP file holds tessellated geometry only, which is not read. Export exact surfaces.',
    });
  }
  if (names.includes('DOCUMENT_FILE'))
    throw new Problem('input_external_reference', {
      detail:
        'The assembly refers to other files, and STEP files are converted alone. Export it as one self-contained file.',
    });
  throw new Problem('input_no_geometry');
}

function total(scan: StepScan, pattern: RegExp): number {
  let sum = 0;
  for (const [name, count] of scan.keywords) if (pattern.test(name)) sum += count;
  return sum;
}
