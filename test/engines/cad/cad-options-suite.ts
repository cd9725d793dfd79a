import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { makeTwoParts, TWO_PARTS } from './make-cad.ts';
import { seeCad } from './see-cad.ts';

const skipSamples = haveSamples ? false : 'no ../shared/samples';

/** From the BREP file of the same model, which holds solids. */
const AS1_PE_VOLUME = 12_551_372_544.56;

/** The options that exact conversions have. */
export function testCadOptions(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000);

  t.test('STEP is written in the schema that is asked for', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.brep', await makeTwoParts('brep'));
    for (const [step_schema, says] of [
      ['AP203', /FILE_SCHEMA\(\('CONFIG_CONTROL_DESIGN/],
      ['AP214', /FILE_SCHEMA\(\('AUTOMOTIVE_DESIGN/],
      ['AP242', /FILE_SCHEMA\(\('AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF \{/],
      [undefined, /FILE_SCHEMA\(\('AUTOMOTIVE_DESIGN/],
    ] as const) {
      const job = folder.job('brep', source, 'step', { options: step_schema ? { step_schema } : {} });
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(readFileSync(job.targetPath, 'latin1').slice(0, 1000), says, String(step_schema));
      t.match(report.target, { bodies: 2, faces: 9 });
      const seen = await seeCad('step', job.targetPath);
      t.equal(seen.faces, TWO_PARTS.faces, 'another reader reads it');
    }
  });

  t.test('IGES of solids or of faces, and back', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.step', await makeTwoParts('step'));
    const faces = folder.job('step', source, 'iges', { options: { iges_entities: 'faces' } });
    const flat = await engine.convert(faces, LIMITS, () => {});
    t.match(flat.target, { bodies: 0, faces: 9 });
    t.match(flat.lost, [{ what: 'solids', count: 2 }]);
    t.notMatch(readFileSync(faces.targetPath, 'latin1'), /^ {5}186/m);
    const solids = folder.job('step', source, 'iges', { options: { iges_entities: 'solids' } });
    t.match((await engine.convert(solids, LIMITS, () => {})).target, { bodies: 2 });
    t.match(readFileSync(solids.targetPath, 'latin1'), /^ {5}186/m);

    const back = folder.job('iges', faces.targetPath, 'step');
    const sewn = await engine.convert(back, LIMITS, () => {});
    t.equal(sewn.source.bodies, 0);
    t.equal(sewn.target.bodies, 2);
    t.match(sewn.warnings, [/^Loose faces of the IGES file were sewn into 2 solids/]);
    t.ok(Math.abs(sewn.target.volume! / TWO_PARTS.volume - 1) < 1e-3, `volume ${sewn.target.volume}`);
    const seen = await seeCad('step', back.targetPath);
    t.equal(seen.bodies, 2, 'another reader sees two bodies');
    t.same(seen.colours, ['0.000 0.214 0.000', '1.000 0.000 0.000'], 'colours of faces survive the sewing');

    const left = folder.job('iges', faces.targetPath, 'step', { options: { sewing_tolerance: 0 } });
    const unsewn = await engine.convert(left, LIMITS, () => {});
    t.equal(unsewn.target.bodies, 0);
    t.match(unsewn.warnings, [/9 loose faces and no solid/]);
  });

  t.test('faces with a hole between them stay faces', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.step', await makeTwoParts('step'));
    const faces = folder.job('step', source, 'iges', { options: { iges_entities: 'faces' } });
    await engine.convert(faces, LIMITS, () => {});
    const seen = await seeCad('iges', faces.targetPath);
    const job = folder.job('iges', faces.targetPath, 'brep', { options: { sewing_tolerance: 1000 } });
    const report = await engine.convert(job, LIMITS, () => {});
    t.equal(report.target.faces, seen.faces, 'not one is lost, however large the tolerance');
  });

  t.test('touching parts stay apart', { skip: skipSamples }, async (t) => {
    const folder = await openFolder(t);
    for (const sewing_tolerance of [undefined, 0.254]) {
      const options = sewing_tolerance === undefined ? {} : { sewing_tolerance };
      const job = folder.job('iges', samplePath('as1_pe_203.igs'), 'step', { options });
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { bodies: 0, faces: 160 });
      t.match(report.target, { bodies: 18, faces: 160 });
      const mm = report.target.unit === 'in' ? 25.4 ** 3 : 1;
      t.ok(Math.abs((report.target.volume! * mm) / AS1_PE_VOLUME - 1) < 1e-3, `${report.target.volume}`);
      t.equal((await seeCad('step', job.targetPath)).bodies, 18, 'another reader sees 18');
    }
  });
}
