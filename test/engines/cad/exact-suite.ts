import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Measures } from '../../../src/domain/report.ts';
import { checkIges } from '../../../src/engines/cad/check-iges.ts';
import { checkStep } from '../../../src/engines/cad/check-step.ts';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { LOAD_TYPESCRIPT, PYTHON_VARIABLE } from '../../../src/engines/pool/child-command.ts';
import { nativePython } from '../../support/native-cad.ts';
import { LIMITS, listen, listenWithin, openFolder } from './engine-jobs.ts';
import {
  COLOURED_USES,
  INCH,
  makeColouredUses,
  makeSharedPair,
  makeTwoParts,
  TWO_PARTS,
} from './make-cad.ts';
import { seeCad } from './see-cad.ts';

const CAD = ['step', 'iges', 'brep'] as const;
const RED_AND_GREEN = ['0.000 0.214 0.000', '1.000 0.000 0.000']; // linear: sRGB 0.5 is 0.214

const near = (a: number, b: number, tolerance: number) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

function checkMeasures(t: Test, measures: Measures, unit: 'in' | 'mm') {
  const scale = unit === 'in' ? 1 : INCH;
  t.equal(measures.unit, unit);
  t.equal(measures.parts, 2);
  t.equal(measures.bodies, TWO_PARTS.solids);
  t.equal(measures.faces, TWO_PARTS.faces);
  t.ok(near(measures.area!, TWO_PARTS.area * scale ** 2, 1e-6), `area ${measures.area}`);
  t.ok(near(measures.volume!, TWO_PARTS.volume * scale ** 3, 1e-6), `volume ${measures.volume}`);
  for (const end of ['min', 'max'] as const) {
    for (const [axis, value] of TWO_PARTS.bounds[end].entries()) {
      t.ok(
        near(measures.bounds![end][axis]!, value * scale, 1e-6),
        `${end} ${axis}: ${measures.bounds![end][axis]}`,
      );
    }
  }
}

export function testExactConversions(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000); // more than a second each on a busy machine

  t.test('every pair of CAD formats keeps shape, size and unit', async (t) => {
    const folder = await openFolder(t);
    for (const source of CAD) {
      const sourcePath = await folder.put(`two.${source}`, await makeTwoParts(source));
      for (const target of CAD) {
        await t.test(`${source} to ${target}`, async (t) => {
          const job = folder.job(source, sourcePath, target, { modelName: 'Gehäuse' });
          const { tell, stages, faults } = listen();
          const report = await engine.convert(job, LIMITS, tell);
          t.same(stages, ['validating', 'reading', 'converting', 'writing']);
          t.same(faults, []);
          checkMeasures(t, report.source, source === 'brep' ? 'mm' : 'in');
          const isFlat = source === 'brep' && target === 'iges'; // IGES is written without assemblies
          const unit = source === 'brep' || target === 'brep' ? 'mm' : 'in';
          checkMeasures(t, report.target, unit);

          const seen = await seeCad(target, job.targetPath);
          t.equal(seen.bodies, TWO_PARTS.solids);
          t.equal(seen.faces, TWO_PARTS.faces);
          t.ok(
            near(seen.volume, TWO_PARTS.volume * INCH ** 3, 5e-3),
            `another reader's volume ${seen.volume}`,
          );
          t.ok(near(seen.area, TWO_PARTS.area * INCH ** 2, 5e-3), `another reader's area ${seen.area}`);
          t.ok(
            near(seen.max[0]!, TWO_PARTS.bounds.max[0]! * INCH, 1e-3),
            `another reader's width ${seen.max}`,
          );
          const keepsNames = source !== 'brep' && target !== 'brep';
          t.same(seen.colours, keepsNames ? RED_AND_GREEN : [], 'colours');
          const lost = Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));
          if (target === 'brep' && source !== 'brep') t.same(lost, { names: 2, colours: 2 });
          else t.same(lost, isFlat ? { 'assembly nodes': 1 } : {});
          if (source !== 'brep' && target === 'step') {
            for (const name of TWO_PARTS.names) t.ok(seen.names.includes(name), `keeps the name ${name}`);
          }
          if (source === 'brep' && target === 'step')
            t.ok(seen.names.includes('Gehäuse'), 'takes the name of the model');
          t.equal(
            report.warnings.some((warning) => /no unit/.test(warning)),
            source === 'brep' || target === 'brep',
          );
          t.equal(report.engine.name, engine.name);
        });
      }
    }
  });

  t.test('IGES holds each part in its places, with its name and the colour that it has there', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('shared.step', await makeSharedPair('coloured'));
    const job = folder.job('step', source, 'iges');
    const report = await engine.convert(job, LIMITS, () => {});
    t.equal(report.target.parts, 5);
    const lost = Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));
    t.match(lost, { names: 4, 'assembly nodes': 4 });
    t.notOk('separate parts' in lost || 'colours' in lost);
    const seen = await seeCad('iges', job.targetPath);
    for (const name of ['pin', 'ring']) t.ok(seen.names.includes(name), name);
    const inPlaces = seen.shapes.map(({ min, colours }) => [Math.round(min[0]!), ...colours]);
    t.same(
      inPlaces.sort(([a], [b]) => Number(a) - Number(b)),
      [
        [0, '1.000 0.000 0.000'],
        [10],
        [100, '1.000 0.000 0.000'],
        [110, '0.000 0.000 1.000'],
        [200, '0.000 1.000 0.000'],
      ],
    );
  });

  t.test('parts that become one, or stand by themselves, have the colours of their uses', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('uses.step', await makeColouredUses());
    const kept = folder.job('step', source, 'step');
    t.same((await engine.convert(kept, LIMITS, () => {})).lost, []);
    for (const [path, target, options] of [
      [source, 'iges', {}],
      [kept.targetPath, 'iges', {}],
      [source, 'iges', { parts: 'merge' }],
      [source, 'step', { parts: 'merge' }],
    ] as const) {
      const job = folder.job('step', path, target, { options });
      const report = await engine.convert(job, LIMITS, () => {});
      t.notOk(report.lost.find(({ what }) => what === 'colours'));
      const seen = await seeCad(target, job.targetPath);
      const colours = seen.shapes.map(({ min, colours }) => [Math.round(min[0]!), ...colours] as const);
      t.same(
        colours.sort(([a], [b]) => a - b),
        [...COLOURED_USES].map(([x, colour]) =>
          colour === undefined ? [x] : [x, colour.map((share) => share.toFixed(3)).join(' ')],
        ),
        `${target} ${options.parts}`,
      );
    }
  });

  t.test('the number moves while OCCT transfers, measures, sews and reads back', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.iges', await makeTwoParts('iges'));
    const { tell, countBetween } = listenWithin();
    await engine.convert(folder.job('iges', sourcePath, 'step'), LIMITS, tell);
    t.ok(countBetween('reading', 0.3, 1) > 0, 'roots');
    t.ok(countBetween('converting', 0, 1) > 0, 'sewing');
    t.ok(countBetween('writing', 0.7, 1) > 5, 'measures of faces');
  });

  t.test('each length unit is kept and is what the file says', async (t) => {
    const folder = await openFolder(t);
    const units = { um: 'UM', mm: 'MM', cm: 'CM', m: 'M', km: 'KM', in: 'INCH', ft: 'FT' } as const;
    for (const [unit, occtUnit] of Object.entries(units)) {
      const sourcePath = await folder.put(`in-${unit}.step`, await makeTwoParts('step', occtUnit));
      for (const target of ['step', 'iges'] as const) {
        const job = folder.job('step', sourcePath, target);
        const report = await engine.convert(job, LIMITS, () => {});
        t.equal(report.source.unit, unit);
        t.equal(report.target.unit, unit);
        const written = readFileSync(job.targetPath);
        const facts = target === 'step' ? checkStep(written, () => {}) : checkIges(written, () => {});
        t.equal(facts.unit, unit, `${target} in ${unit}`);
        const seen = await seeCad(target, job.targetPath);
        t.ok(
          near(seen.max[0]!, TWO_PARTS.bounds.max[0]! * INCH, 1e-3),
          `${target} in ${unit} is ${seen.max[0]} mm wide`,
        );
      }
    }
  });

  t.test('names of any script and length survive', async (t) => {
    const folder = await openFolder(t);
    const made = (await makeTwoParts('step')).toString('latin1');
    const name = `Nut's \\X2\\7ACB65B9\\X0\\ ${'long '.repeat(40)}end`;
    const step = made.replaceAll(/'cylinder \(B\)'/g, `'${name.replace("'", "''")}'`);
    const job = folder.job('step', await folder.put('named.step', step), 'step');
    const report = await engine.convert(job, LIMITS, () => {});
    t.same(report.lost, []);
    const seen = await seeCad('step', job.targetPath);
    t.ok(seen.names.includes(`Nut's 立方 ${'long '.repeat(40)}end`), String(seen.names));
    t.notMatch(readFileSync(job.targetPath, 'latin1'), /[\x80-\xff]/, 'as ASCII');
  });

  t.test('the same input gives the same bytes', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.step', await makeTwoParts('step'));
    const other = await folder.put('two.iges', await makeTwoParts('iges'));
    const jobs = CAD.map((target) => ({
      first: folder.job('step', sourcePath, target),
      between: folder.job('iges', other, 'step', { modelName: 'something else of another length' }),
      second: folder.job('step', sourcePath, target),
      fresh: folder.job('step', sourcePath, target),
    }));
    for (const { first, between, second } of jobs) {
      for (const job of [first, between, second]) await engine.convert(job, LIMITS, () => {});
      t.ok(
        readFileSync(first.targetPath).equals(readFileSync(second.targetPath)),
        `${first.targetFormat} in a warm process`,
      );
    }
    const program = fileURLToPath(new URL('convert-all.ts', import.meta.url));
    const { status, stderr } = spawnSync(
      process.execPath,
      [LOAD_TYPESCRIPT, program, engine.name, JSON.stringify(jobs.map(({ fresh }) => fresh)), 'and', 'more'],
      {
        env: {
          ...process.env,
          TZ: 'Asia/Tokyo',
          HOME: '/somewhere/else/entirely',
          [PYTHON_VARIABLE]: nativePython,
        },
        encoding: 'utf8',
      },
    );
    t.equal(status, 0, stderr);
    for (const { first, fresh } of jobs) {
      t.ok(
        readFileSync(first.targetPath).equals(readFileSync(fresh.targetPath)),
        `${fresh.targetFormat} in a fresh process`,
      );
    }
  });

  t.test('the header names the model and no clock', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.step', await makeTwoParts('step'));
    const step = folder.job('step', sourcePath, 'step', { modelName: "Gehäuse 'A' №7 🔩" });
    await engine.convert(step, LIMITS, () => {});
    const text = readFileSync(step.targetPath, 'latin1');
    t.match(
      text,
      "FILE_NAME('Geh\\X2\\00E4\\X0\\use ''A'' \\X2\\2116\\X0\\7 \\X4\\0001F529\\X0\\','2000-01-01T00:00:00'",
    );
    t.notMatch(text, /[\x80-\xff]/, 'a STEP file is ASCII');
    t.notMatch(text, String(new Date().getFullYear()));

    const iges = folder.job('step', sourcePath, 'iges', { modelName: 'Gehäuse №7' });
    await engine.convert(iges, LIMITS, () => {});
    const lines = readFileSync(iges.targetPath, 'latin1').split('\n');
    const global = lines
      .filter((line) => line[72] === 'G')
      .map((line) => line.slice(0, 72))
      .join('');
    t.match(global, '11HGehause No7,16HGehause No7.iges', 'IGES is ASCII');
    t.match(global, '15H20000101.000000');
  });
}
