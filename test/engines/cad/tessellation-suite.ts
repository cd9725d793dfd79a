import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { LIMITS, listen, openFolder } from './engine-jobs.ts';
import { INCH, makeSharedPair, makeTwoParts, TWO_PARTS } from './make-cad.ts';
import { noise } from './refusals.ts';
import { complaints, gltfOf } from './see-glb.ts';
import { tetrahedron } from './tetrahedron.ts';

const near = (a: number, b: number, tolerance: number) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

export function testTessellation(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000); // more than a second each on a busy machine

  t.test('CAD becomes triangles of the right size in every mesh format', async (t) => {
    const folder = await openFolder(t);
    for (const source of ['step', 'iges', 'brep'] as const) {
      const sourcePath = await folder.put(`two.${source}`, await makeTwoParts(source));
      for (const target of ['glb', 'gltf', 'stl', 'obj', 'ply'] as const) {
        await t.test(`${source} to ${target}`, async (t) => {
          const job = folder.job(source, sourcePath, target);
          const { tell, stages, faults } = listen();
          const report = await engine.convert(job, LIMITS, tell);
          t.same(stages, ['validating', 'reading', 'converting', 'writing']);
          t.same(faults, []);
          const unit = source === 'brep' ? 'mm' : 'in';
          const mmPerUnit = source === 'brep' ? 1 : INCH;
          t.match(report.source, { format: source, unit, bodies: 2, faces: 9, parts: 2 });
          t.equal(report.source.colours, source === 'brep' ? 0 : 2);
          t.ok(
            near(report.source.bounds!.max[0] * mmPerUnit, 4.5 * INCH, 1e-3),
            'bounds in the unit of the file',
          );
          t.match(report.engine, { name: engine.name, version: /^\d/ });
          t.equal(
            report.warnings.some((warning) => /no unit/.test(warning)),
            source === 'brep',
          );

          const seen = await readIndependently(job.targetPath, target);
          t.equal(seen.triangles, report.target.triangles);
          t.ok(
            near(seen.volume, TWO_PARTS.volume * INCH ** 3, 5e-3),
            `another reader's volume ${seen.volume}`,
          );
          t.ok(near(seen.area, TWO_PARTS.area * INCH ** 2, 5e-3), `another reader's area ${seen.area}`);
          for (const axis of [0, 1, 2] as const) {
            t.ok(
              near(seen.min[axis], TWO_PARTS.bounds.min[axis]! * INCH, 3e-3),
              `lower end of axis ${axis}: ${seen.min[axis]}`,
            );
            t.ok(
              near(seen.max[axis], TWO_PARTS.bounds.max[axis]! * INCH, 3e-3),
              `upper end of axis ${axis}: ${seen.max[axis]}`,
            );
          }
          if (target !== 'glb') return;
          t.same(await complaints(job.targetPath), []);
        });
      }
    }
  });

  t.test('units and up-axes that no file says', async (t) => {
    const folder = await openFolder(t);
    const brep = await folder.put('two.brep', await makeTwoParts('brep'));
    const stl = folder.job('brep', brep, 'stl', {
      options: { source_unit: 'ft', linear_deflection: 300, linear_deflection_type: 'absolute' },
    });
    const report = await engine.convert(stl, LIMITS, () => {});
    t.equal(report.source.unit, 'ft');
    t.notMatch(report.warnings, [/no unit/]);
    t.ok(near(report.source.bounds!.max[0], 4.5 * INCH, 1e-3), 'its own numbers');
    const seen = await readIndependently(stl.targetPath, 'stl');
    t.ok(near(seen.max[0], 4.5 * INCH * 304.8, 3e-3), `${seen.max[0]} mm`);
    const finer = folder.job('brep', brep, 'stl', {
      options: { source_unit: 'ft', linear_deflection: 3, linear_deflection_type: 'absolute' },
    });
    const { target } = await engine.convert(finer, LIMITS, () => {});
    t.ok(target.triangles! > report.target.triangles! * 2, 'the deflection is in millimetres');
    t.ok(target.triangles! < 1000, `${target.triangles} triangles: and not in the numbers of the file`);

    const step = await folder.put('two.step', await makeTwoParts('step'));
    const glb = folder.job('step', step, 'glb', { options: { source_up_axis: 'y' } });
    t.equal((await engine.convert(glb, LIMITS, () => {})).source.upAxis, 'y');
    const { max } = await readIndependently(glb.targetPath, 'glb'); // turns what it reads to Z-up
    t.ok(near(max[2], TWO_PARTS.bounds.max[1]! * INCH, 3e-3), `what was up is up: ${max[2]}`);
  });

  t.test('GLB keeps names, the tree and linear colours', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('two.step', await makeTwoParts('step')), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    const gltf = gltfOf(job.targetPath);
    t.same(
      gltf.nodes
        .map(({ name }) => name)
        .filter(Boolean)
        .sort(),
      [...TWO_PARTS.names].sort(),
    );
    const colours = gltf.materials?.map(({ pbrMetallicRoughness }) => pbrMetallicRoughness.baseColorFactor);
    t.equal(colours?.length, 2);
    t.ok(
      colours?.some((colour) => near(colour![0]!, 1, 1e-3) && near(colour![1]!, 0, 1e-3)),
      'red',
    );
    t.ok(
      colours?.some((colour) => near(colour![1]!, 0.214, 1e-3) && near(colour![0]!, 0, 1e-3)),
      'sRGB 0.5 is linear 0.214',
    );
    t.same(report.lost, []);
    t.equal(report.target.colours, 2);
  });

  t.test('uses of one part share a mesh', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('pair.step', await makeSharedPair()), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    const { meshes, nodes } = gltfOf(job.targetPath);
    t.equal(meshes.length, 2, 'the pin and the ring');
    t.equal(nodes.filter(({ mesh }) => mesh !== undefined).length, 4);
    t.same(report.lost, []);
    const seen = await readIndependently(job.targetPath, 'glb');
    t.ok(near(seen.volume, 2 * (1 + 8), 1e-6), `a volume of ${seen.volume} in all`);
    t.ok(near(seen.max[0], 112, 1e-6), `up to ${seen.max[0]} mm`);
  });

  t.test('what has no name takes that of the model', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.brep', await makeTwoParts('brep'));
    const job = folder.job('brep', sourcePath, 'glb', { modelName: 'Gehäuse' });
    await engine.convert(job, LIMITS, () => {});
    const names = gltfOf(job.targetPath).nodes.map(({ name }) => name);
    t.ok(names.includes('Gehäuse'), String(names));
    t.ok(
      names.every((name) => name === undefined || name.startsWith('Gehäuse')),
      String(names),
    );
  });

  t.test('options decide how fine the triangles are', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.step', await makeTwoParts('step'));
    const trianglesWith = async (options: Record<string, unknown>) =>
      (await engine.convert(folder.job('step', sourcePath, 'stl', { options }), LIMITS, () => {})).target
        .triangles!;
    const byDefault = await trianglesWith({});
    t.ok((await trianglesWith({ linear_deflection: 0.00001 })) > byDefault, 'finer');
    t.ok((await trianglesWith({ angular_deflection: 2 })) > byDefault * 3, 'finer by angle');
    const coarse = { linear_deflection: 5, linear_deflection_type: 'absolute', angular_deflection: 90 };
    t.ok((await trianglesWith(coarse)) < byDefault, 'coarser, in millimetres');
  });

  t.test('the same input gives the same bytes', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('two.step', await makeTwoParts('step'));
    const other = await folder.put('two.iges', await makeTwoParts('iges'));
    const [first, second] = [folder.job('step', sourcePath, 'glb'), folder.job('step', sourcePath, 'glb')];
    await engine.convert(first, LIMITS, () => {});
    await engine.convert(folder.job('iges', other, 'stl'), LIMITS, () => {});
    await engine.convert(second, LIMITS, () => {});
    t.ok(readFileSync(first.targetPath).equals(readFileSync(second.targetPath)));
  });

  t.test('a STEP file of flat faces', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('tetrahedron.step', tetrahedron()), 'stl');
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.source, { unit: 'mm', faces: 4, bodies: 1 });
    t.match(report.target, { triangles: 4, bodies: 1 });
    t.ok(near(report.target.volume!, 1000 / 6, 1e-6), `volume ${report.target.volume}`);
  });

  t.test('damaged files fail with a code', async (t) => {
    const folder = await openFolder(t);
    const step = await makeTwoParts('step');
    const cases = { input_truncated: step.subarray(0, 5000), input_malformed: noise(5000) };
    for (const [code, bytes] of Object.entries(cases)) {
      const job = folder.job('step', await folder.put('bad.step', bytes), 'glb');
      const error: unknown = await engine.convert(job, LIMITS, () => {}).catch((thrown: unknown) => thrown);
      t.equal(isProblem(error) ? error.code : error, code);
    }
    const tight = { ...LIMITS, maxTriangles: 20 };
    const job = folder.job('step', await folder.put('two.step', step), 'stl');
    const error: unknown = await engine.convert(job, tight, () => {}).catch((thrown: unknown) => thrown);
    t.equal(isProblem(error) ? error.code : error, 'target_limit_exceeded');
  });
}
