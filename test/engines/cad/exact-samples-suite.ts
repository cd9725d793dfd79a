import type { Test } from 'tap';
import { METRES_PER_UNIT, type Measures } from '../../../src/domain/report.ts';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { type SeenCad, seeCad } from './see-cad.ts';

type CadFormat = 'step' | 'iges' | 'brep';

/** Of an area or a volume, in mm² or mm³. */
function measureIn(unit: Measures['unit'], what: 'area' | 'volume'): number {
  if (unit === 'unknown') throw new Error('CAD files have a unit');
  return (METRES_PER_UNIT[unit] * 1000) ** (what === 'area' ? 2 : 3);
}

type Lost = Record<string, number>;

interface Model {
  file: string;
  source: CadFormat;
  solids: number;
  faces: number;
  /** Solids that loose faces are sewn into. */
  sewn?: number;
  options?: Record<string, unknown>;
  /** For each target what the report says is lost. */
  targets: Partial<Record<CadFormat, Lost>>;
}

/**
 * Real models. The source is seen by occt-import-js too, so nothing is compared with the engine's own word only.
 * IGES is written without assemblies; BREP has no names, colours and layers.
 */
const MODELS: Model[] = [
  {
    file: 'as1-oc-214.stp',
    source: 'step',
    solids: 18,
    faces: 160,
    targets: {
      step: {},
      iges: { names: 4, 'assembly nodes': 4 },
      brep: { names: 9, colours: 5, layers: 1 },
    },
  },
  {
    file: 'red_cube_blue_cylinder.step',
    source: 'step',
    solids: 2,
    faces: 9,
    targets: { step: {}, iges: {}, brep: { names: 2, colours: 2 } },
  },
  {
    file: 'as1_pe_203.igs',
    source: 'iges',
    solids: 0,
    faces: 160,
    options: { sewing_tolerance: 0 },
    targets: { step: {}, brep: {} },
  },
  { file: 'as1_pe_203.igs', source: 'iges', solids: 0, sewn: 18, faces: 160, targets: { step: {} } },
  {
    file: 'as1_pe_203.brep',
    source: 'brep',
    solids: 18,
    faces: 160,
    targets: { step: {}, iges: { 'assembly nodes': 13 } },
  },
  { file: 'hammer.iges', source: 'iges', solids: 0, sewn: 1, faces: 45, targets: { step: {} } },
  {
    file: 'hammer.iges',
    source: 'iges',
    solids: 0,
    faces: 45,
    options: { sewing_tolerance: 0.01 },
    targets: { step: {} },
  },
  { file: 'linkrods.step', source: 'step', solids: 1, faces: 37, targets: { brep: { names: 1 } } },
  {
    file: 'nist_ctc_02_asme1_ap242.stp',
    source: 'step',
    solids: 1,
    faces: 487,
    targets: { iges: { 'assembly nodes': 1, 'dimensions and tolerances': 67 } },
  },
];

/** `file target` of what this suite converts with the options that are the default. */
export const EXACT_PAIRS: ReadonlySet<string> = new Set(
  MODELS.filter(({ options }) => options === undefined).flatMap(({ file, targets }) =>
    Object.keys(targets).map((target) => `${file} ${target}`),
  ),
);

type See = (
  format: CadFormat,
  path: string,
) => Promise<Pick<SeenCad, 'faces' | 'min' | 'max' | 'area' | 'volume' | 'names' | 'colours'>>;

/** @param measure a reader that measures the surfaces themselves; occt-import-js cuts them into triangles */
export function testExactSamples(t: Test, engine: EngineModule, measure?: See): void {
  const see = measure ?? seeCad;
  t.setTimeout(240_000); // the larger models take seconds each, more on a busy machine

  const skip = haveSamples ? false : 'no ../shared/samples';

  for (const { file, source, solids, sewn = 0, faces, options = {}, targets } of MODELS) {
    t.test(`${file} ${JSON.stringify(options)}`, { skip }, async (t) => {
      const folder = await openFolder(t);
      const before = await see(source, samplePath(file));
      for (const [target, lost] of Object.entries(targets) as [CadFormat, Lost][]) {
        const job = folder.job(source, samplePath(file), target, { options });
        const report = await engine.convert(job, LIMITS, () => {});
        t.equal(report.source.bodies, solids, `${target}: solids of the source`);
        t.equal(report.target.bodies, solids + sewn, `${target}: solids of the target`);
        t.equal(report.source.faces, faces);
        t.equal(report.target.faces, faces);
        t.same(
          Object.fromEntries(report.lost.map(({ what, count }) => [what, count])),
          lost,
          `${target}: lost`,
        );
        const isLoose = solids + sewn === 0;
        t.equal(
          report.warnings.some((warning) => warning.includes(`has ${faces} loose faces`)),
          isLoose,
        );
        t.equal(
          report.warnings.some((warning) => warning.includes('were sewn into')),
          sewn > 0,
        );
        const allowed = source === 'iges' || target === 'iges' ? 1e-3 : 1e-4;
        for (const what of solids > 0 ? (['area', 'volume'] as const) : (['area'] as const)) {
          const scale = measureIn(report.target.unit, what) / measureIn(report.source.unit, what);
          const share = (report.target[what]! * scale) / report.source[what]!;
          t.ok(Math.abs(share - 1) < allowed, `${target}: ${what} × ${share}`);
        }
        t.equal(report.target.volume === undefined, isLoose, 'a volume only where all is closed');
        const after = await see(target, job.targetPath);
        t.equal(after.faces, faces, `${target}: faces that another reader sees`);
        const tolerance = measure === undefined ? 2e-3 : allowed;
        const size = Math.max(...before.max.map((high, axis) => high - before.min[axis]!));
        for (const axis of [0, 1, 2]) {
          t.ok(
            Math.abs(after.min[axis]! - before.min[axis]!) < size * 1e-3,
            `${target}: lower end of axis ${axis}`,
          );
          t.ok(
            Math.abs(after.max[axis]! - before.max[axis]!) < size * 1e-3,
            `${target}: upper end of axis ${axis}`,
          );
        }
        t.ok(
          Math.abs(after.area / before.area - 1) < tolerance,
          `${target}: area ${before.area} → ${after.area}`,
        );
        if (solids > 0) {
          t.ok(
            Math.abs(after.volume / before.volume - 1) < tolerance,
            `${target}: volume ${before.volume} → ${after.volume}`,
          );
        }
        if (target !== 'brep') t.same(after.colours, before.colours, `${target}: colours`);
        if (source === 'step' && target === 'step') t.same(after.names, before.names, 'names');
      }
    });
  }
}
