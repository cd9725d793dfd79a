import t from 'tap';
import { opencascadeEngine as engine } from '../../../src/engines/cad/opencascade-engine.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { seeCad } from './see-cad.ts';

type CadFormat = 'step' | 'iges' | 'brep';

/**
 * Real models. The source is seen by occt-import-js too, so nothing is compared with the engine's own word only.
 * IGES gets no names below the root and no assemblies from OCCT, BREP no names and colours at all.
 */
const MODELS: { file: string; source: CadFormat; targets: CadFormat[]; solids: number; faces: number }[] = [
  { file: 'as1-oc-214.stp', source: 'step', targets: ['step', 'iges', 'brep'], solids: 18, faces: 160 },
  {
    file: 'red_cube_blue_cylinder.step',
    source: 'step',
    targets: ['step', 'iges', 'brep'],
    solids: 2,
    faces: 9,
  },
  { file: 'as1_pe_203.igs', source: 'iges', targets: ['step', 'brep'], solids: 0, faces: 160 },
  { file: 'as1_pe_203.brep', source: 'brep', targets: ['step', 'iges'], solids: 18, faces: 160 },
  { file: 'hammer.iges', source: 'iges', targets: ['step'], solids: 0, faces: 45 },
  { file: 'linkrods.step', source: 'step', targets: ['brep'], solids: 1, faces: 37 },
  { file: 'nist_ctc_02_asme1_ap242.stp', source: 'step', targets: ['iges'], solids: 1, faces: 487 },
];

const skip = haveSamples ? false : 'no ../shared/samples';

for (const { file, source, targets, solids, faces } of MODELS) {
  t.test(file, { skip }, async (t) => {
    const folder = await openFolder(t);
    const before = await seeCad(source, samplePath(file));
    for (const target of targets) {
      const job = folder.job(source, samplePath(file), target);
      const report = await engine.convert(job, LIMITS, () => {});
      t.equal(report.source.bodies, solids, `${target}: solids of the source`);
      t.equal(report.target.bodies, solids, `${target}: solids of the target`);
      t.equal(report.source.faces, faces);
      t.equal(report.target.faces, faces);
      const after = await seeCad(target, job.targetPath);
      t.equal(after.faces, faces, `${target}: faces that another reader sees`);
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
      t.ok(Math.abs(after.area / before.area - 1) < 2e-3, `${target}: area ${before.area} → ${after.area}`);
      if (solids > 0) {
        t.ok(
          Math.abs(after.volume / before.volume - 1) < 2e-3,
          `${target}: volume ${before.volume} → ${after.volume}`,
        );
      }
      if (target !== 'brep') t.same(after.colours, before.colours, `${target}: colours`);
      if (source === 'step' && target === 'step') t.same(after.names, before.names, 'names');
    }
  });
}

t.test('the report says what IGES and BREP cannot hold', { skip }, async (t) => {
  const folder = await openFolder(t);
  const lostIn = async (target: CadFormat, file: string) => {
    const report = await engine.convert(folder.job('step', samplePath(file), target), LIMITS, () => {});
    return Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));
  };
  t.same(await lostIn('step', 'as1-oc-214.stp'), {});
  t.same(await lostIn('iges', 'as1-oc-214.stp'), {
    names: 8,
    layers: 1,
    'assembly nodes': 4,
    'separate parts': 17,
  });
  t.same(await lostIn('brep', 'as1-oc-214.stp'), { names: 9, colours: 5, layers: 1 });
});

t.test('loose faces are kept and said to be loose', { skip }, async (t) => {
  const folder = await openFolder(t);
  const job = folder.job('iges', samplePath('as1_pe_203.igs'), 'step');
  const report = await engine.convert(job, LIMITS, () => {});
  t.match(report.warnings, [/160 loose faces and no solid/]);
  t.equal(report.target.volume, undefined, 'no volume where nothing is closed');
});
