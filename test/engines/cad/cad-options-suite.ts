import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import type { EngineLimits, EngineModule } from '../../../src/engines/engine-module.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { unzip } from '../../support/unzip.ts';
import { LIMITS, listen, openFolder } from './engine-jobs.ts';
import { makeSharedPair, makeTwoParts, TWO_PARTS } from './make-cad.ts';
import { type SeenShape, seeCad } from './see-cad.ts';

const skipSamples = haveSamples ? false : 'no ../shared/samples';

/** From the BREP file of the same model, which holds solids. */
const AS1_PE_VOLUME = 12_551_372_544.56;

const MARGIN = 1e-3; // mm and mm³: texts of a file are rounded

/** The same shapes in the same places; of names and colours only where the format has them. */
function checkShapes(t: Test, seen: SeenShape[], expected: SeenShape[], format: 'step' | 'iges' | 'brep') {
  const keeps = (what: 'names' | 'colours') => format === 'step' || (format === 'iges' && what === 'colours');
  const placed = (shapes: SeenShape[]) =>
    [...shapes].sort((a, b) => a.min[0]! - b.min[0]! || a.min[1]! - b.min[1]! || a.min[2]! - b.min[2]!);
  t.equal(seen.length, expected.length, 'as many bodies');
  const [ours, theirs] = keeps('names') ? [seen, expected] : [placed(seen), placed(expected)];
  for (const [index, shape] of ours.entries()) {
    const wanted = theirs[index]!;
    if (keeps('names')) t.equal(shape.name, wanted.name);
    if (keeps('colours')) t.same(shape.colours, wanted.colours, `colours of ${wanted.name}`);
    const far = [...shape.min, ...shape.max].map((value, axis) =>
      Math.abs(value - [...wanted.min, ...wanted.max][axis]!),
    );
    t.ok(Math.max(...far) < MARGIN, `${wanted.name} no. ${index} is in its place: ${far}`);
    // It is that of triangles, which are finer in a smaller model.
    t.ok(Math.abs(shape.volume / wanted.volume - 1) < 1e-3, `volume ${shape.volume} of ${wanted.volume}`);
  }
}

const scaleShape = (shape: SeenShape, factor: number): SeenShape => ({
  ...shape,
  min: shape.min.map((value) => value * factor),
  max: shape.max.map((value) => value * factor),
  volume: shape.volume * factor ** 3,
});

/** The options that exact conversions have. */
export function testCadOptions(t: Test, engine: EngineModule): void {
  t.setTimeout(480_000); // a model of 18 bodies is read by another reader nine times

  t.test('only the parts with these names, in their places', { skip: skipSamples }, async (t) => {
    const folder = await openFolder(t);
    const whole = await seeCad('step', samplePath('as1-oc-214.stp'));
    const isSelected = ({ name }: SeenShape) => name === 'nut' || name === 'plate';
    const expected = whole.shapes.filter(isSelected);
    t.equal(expected.length, 9);
    for (const target of ['step', 'iges', 'brep'] as const) {
      await t.test(target, async (t) => {
        const options = { select: ['nut', 'pl*e'] };
        const job = folder.job('step', samplePath('as1-oc-214.stp'), target, { options });
        const report = await engine.convert(job, LIMITS, () => {});
        t.match(report.source, { parts: 18, bodies: 18, colours: 5 }, 'the source is the whole file');
        t.equal(report.target.bodies, 9);
        t.ok(report.warnings.includes('9 of 18 parts selected; the others were left out.'));
        t.notOk(
          report.lost.some(({ what }) => what === 'solids' || what === 'faces'),
          'what was left out was not lost',
        );
        const volume = expected.reduce((sum, shape) => sum + shape.volume, 0);
        t.ok(Math.abs(report.target.volume! / volume - 1) < 1e-3, 'the sum of the parts');
        const seen = await seeCad(target, job.targetPath);
        checkShapes(t, seen.shapes, expected, target);
        if (target !== 'step') return;
        t.same(report.lost, []);
        const written = readFileSync(job.targetPath, 'latin1').matchAll(/= PRODUCT\('([^']*)'/g);
        t.same(
          [...written].map(([, name]) => name).sort(),
          ['as1', 'l-bracket-assembly', 'nut', 'nut-bolt-assembly', 'plate', 'rod-assembly'],
          'with the assemblies that they are in',
        );
      });
    }
    const options = { select: ['l-bracket-assembly'] };
    const job = folder.job('step', samplePath('as1-oc-214.stp'), 'step', { options });
    const report = await engine.convert(job, LIMITS, () => {});
    t.equal(report.target.parts, 14, 'with all that is below it');
    t.equal((await seeCad('step', job.targetPath)).bodies, 14);
  });

  t.test('another size and another unit', async (t) => {
    const folder = await openFolder(t);
    for (const [name, format, bytes] of [
      ['an assembly', 'step', await makeSharedPair()],
      ['coloured parts in inches', 'iges', await makeTwoParts('iges')],
      ['shapes without a unit', 'brep', await makeTwoParts('brep')],
    ] as const) {
      const source = await folder.put(`source.${format}`, bytes);
      const before = await seeCad(format, source);
      const own = await engine.convert(folder.job(format, source, format), LIMITS, () => {});
      for (const target of ['step', 'iges', 'brep'] as const) {
        await t.test(`${name} to ${target}`, async (t) => {
          const options = { scale: 2.5, target_unit: 'cm' };
          const job = folder.job(format, source, target, { options });
          const report = await engine.convert(job, LIMITS, () => {});
          t.same(report.source, own.source, 'the source is what it is');
          t.equal(report.target.unit, 'cm');
          const cmPerUnit = own.source.unit === 'in' ? 2.54 : 0.1;
          const grown = 2.5 * cmPerUnit;
          for (const [measure, power] of [
            ['area', 2],
            ['volume', 3],
          ] as const) {
            const expected = own.source[measure]! * grown ** power;
            t.ok(Math.abs(report.target[measure]! / expected - 1) < 1e-4, measure);
          }
          const numbers = target === 'brep' ? 0.25 : 2.5;
          const expected = before.shapes.map((shape) => scaleShape(shape, numbers));
          const seen = await seeCad(target, job.targetPath);
          t.equal(seen.bodies, before.bodies);
          t.equal(seen.faces, before.faces);
          if (target === 'step' && format !== 'brep') checkShapes(t, seen.shapes, expected, target);
          else checkShapes(t, seen.shapes, expected, 'brep');
          const text = readFileSync(job.targetPath, 'latin1');
          if (target === 'step') t.match(text, /SI_UNIT\(\.CENTI\.,\.METRE\.\)/);
          if (target === 'iges') t.match(text, /,10,2HCM,/);
        });
      }
    }
  });

  t.test('BREP whose numbers are inches', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.brep', await makeTwoParts('brep'));
    const before = await seeCad('brep', source);
    const options = { source_unit: 'in' };
    const step = folder.job('brep', source, 'step', { options });
    const report = await engine.convert(step, LIMITS, () => {});
    t.match([report.source.unit, report.target.unit], ['in', 'in']);
    t.same(report.warnings, []);
    t.ok(Math.abs(report.source.bounds!.max[0] / before.max[0]! - 1) < MARGIN, 'its own numbers');
    t.ok(Math.abs(report.target.volume! / report.source.volume! - 1) < 1e-4);
    const seen = await seeCad('step', step.targetPath);
    checkShapes(
      t,
      seen.shapes,
      before.shapes.map((shape) => scaleShape(shape, 25.4)),
      'brep',
    );

    const feet = folder.job('brep', source, 'brep', { options: { ...options, target_unit: 'ft' } });
    t.match((await engine.convert(feet, LIMITS, () => {})).warnings, [/were written in ft/]);
    const there = await seeCad('brep', feet.targetPath);
    checkShapes(
      t,
      there.shapes,
      before.shapes.map((shape) => scaleShape(shape, 1 / 12)),
      'brep',
    );
  });

  t.test('all parts as one', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('shared.step', await makeSharedPair());
    const before = await seeCad('step', source);
    for (const target of ['step', 'iges', 'brep'] as const) {
      const job = folder.job('step', source, target, { options: { parts: 'merge' } });
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { parts: 4, bodies: 4 });
      t.match(report.target, { parts: target === 'brep' ? 4 : 1, bodies: 4 });
      t.same(
        report.lost.filter(({ what }) => what !== 'colours' && what !== 'names'),
        [],
        'what was asked for is no loss',
      );
      const seen = await seeCad(target, job.targetPath);
      checkShapes(t, seen.shapes, before.shapes, target === 'step' ? 'iges' : target);
      if (target !== 'step') continue;
      const products = readFileSync(job.targetPath, 'latin1').matchAll(/= PRODUCT\('([^']*)'/g);
      t.same(
        [...products].map(([, name]) => name),
        ['model'],
      );
    }
  });

  t.test('every part in a file of its own', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('shared.step', await makeSharedPair());
    const { shapes } = await seeCad('step', source);
    for (const target of ['step', 'iges', 'brep'] as const) {
      await t.test(target, async (t) => {
        const job = folder.job('step', source, target, { options: { explode: true } });
        const { tell, stages, faults } = listen();
        const report = await engine.convert(job, LIMITS, tell);
        t.same(stages, ['validating', 'reading', 'converting', 'writing']);
        t.same(faults, []);
        t.match(report.target, { format: target, parts: 4, bodies: 4, unit: 'mm' });
        const isLost = (wanted: string) => report.lost.find(({ what }) => what === wanted)?.count ?? 0;
        t.same([isLost('assembly nodes'), isLost('instances'), isLost('names')], [4, 2, 0]);
        const archive = readFileSync(job.targetPath);
        const files = await unzip(archive);
        t.same(
          [...files.keys()],
          ['01 pin', '02 ring', '03 pin', '04 ring'].map((stem) => `${stem}.${target}`),
        );
        for (const [name, bytes] of files) {
          const path = await folder.put(name, bytes);
          const seen = await seeCad(target, path);
          t.equal(seen.bodies, 1);
          const [number] = /\d+/.exec(name)!;
          const wanted = [0, 2, 1, 3].map((index) => shapes[index]!)[Number(number) - 1]!;
          checkShapes(t, seen.shapes, [wanted], target);
          if (target === 'step') t.match(bytes.toString('latin1'), /FILE_NAME\('(pin|ring)'/);
        }
        const again = folder.job('step', source, target, { options: { explode: true } });
        await engine.convert(again, LIMITS, () => {});
        t.ok(readFileSync(again.targetPath).equals(archive), 'the same bytes again');
      });
    }
    const options = { explode: true, select: ['pin'], scale: 2, target_unit: 'm' };
    const job = folder.job('step', source, 'step', { options });
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.warnings, ['2 of 4 parts selected; the others were left out.']);
    t.match(report.target, { parts: 2, unit: 'm' });
    t.ok(Math.abs(report.target.volume! / (2 * 8e-9) - 1) < 1e-6, 'two pins of 2 mm');

    const refused = (limits: Partial<EngineLimits>) => {
      const whole = folder.job('step', source, 'step', { options: { explode: true } });
      return engine.convert(whole, { ...LIMITS, ...limits }, () => {});
    };
    await t.rejects(refused({ archive: { ...LIMITS.archive, maxEntries: 3 } }), {
      code: 'target_limit_exceeded',
      detail: /^There would be 4 files; the limit .* is 3, /,
    });
    const one = readFileSync(job.targetPath).length;
    await t.rejects(refused({ maxOutputBytes: one }), { code: 'output_limit_exceeded' });
  });

  t.test('an assembly that is needed whole and in part', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('shared.step', await makeSharedPair());
    const { shapes } = await seeCad('step', source);
    t.same(
      shapes.map(({ name, min }) => [name, Math.round(min[0]!)]),
      [
        ['pin', 0],
        ['pin', 100],
        ['ring', 10],
        ['ring', 110],
      ],
    );
    const job = folder.job('step', source, 'step', { options: { select: ['left', 'pin'] } });
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.warnings, ['3 of 4 parts selected; the others were left out.']);
    t.same(report.lost, []);
    const seen = await seeCad('step', job.targetPath);
    checkShapes(t, seen.shapes, shapes.slice(0, 3), 'step');
  });

  t.test('a selection of everything, of many names, and from IGES', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.iges', await makeTwoParts('iges'));
    for (const [select, bodies] of [
      [['*'], 2],
      [['cylinder*', ...Array.from({ length: 999 }, (_, index) => `${index}`.padEnd(200, 'é'))], 1],
    ] as const) {
      const job = folder.job('iges', source, 'step', { options: { select } });
      const report = await engine.convert(job, LIMITS, () => {});
      t.equal(report.target.bodies, bodies);
      t.equal(
        report.warnings.some((warning) => warning.includes('selected')),
        bodies === 1,
      );
      t.equal((await seeCad('step', job.targetPath)).bodies, bodies);
    }
  });

  t.test('a selection that finds nothing says what there is', async (t) => {
    const folder = await openFolder(t);
    const named = await folder.put('two.step', await makeTwoParts('step'));
    const nameless = await folder.put('two.brep', await makeTwoParts('brep'));
    const options = { select: ['wheel', 'Würfel'] };
    await t.rejects(
      engine.convert(folder.job('step', named, 'iges', { options }), LIMITS, () => {}),
      {
        code: 'selection_empty',
        detail: /^No part with faces is called "wheel" or "Würfel"\. It has .*"cylinder \(B\)"/,
      },
    );
    await t.rejects(
      engine.convert(folder.job('brep', nameless, 'step', { options }), LIMITS, () => {}),
      {
        code: 'selection_empty',
        detail: /The parts of this model have no names\.$/,
      },
    );
  });

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
