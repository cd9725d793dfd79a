// Whole conversions, and the samples: what is written is seen by programs that are not ours.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { createAssimpCliEngine } from '../../../src/engines/mesh/assimp/assimp-cli-engine.ts';
import { assimpEngine } from '../../../src/engines/mesh/assimp/assimp-engine.ts';
import { assimpCommand, skipWithoutAssimp } from '../../support/assimp-command.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, listen, openFolder } from '../cad/engine-jobs.ts';
import { complaints, gltfOf } from '../cad/see-glb.ts';
import { build3ds, tetrahedron } from './build-3ds.ts';
import { buildDae } from './build-dae.ts';
import { fbxBinary, tetraRecords } from './build-fbx.ts';
import { TINY_PNG } from './tiny-png.ts';

/** In millimetres, Z-up: a tetrahedron of 1 × 2 × 3. */
const SOURCES = {
  dae: buildDae({ asset: '<unit meter="0.001"/><up_axis>Z_UP</up_axis>' }),
  fbx: fbxBinary(
    tetraRecords({
      settings: { UpAxis: 2, FrontAxis: 1, FrontAxisSign: -1, CoordAxis: 0, UnitScaleFactor: 0.1 },
      image: TINY_PNG,
    }),
  ),
  '3ds': build3ds([tetrahedron('Tetra', 10)]),
} as const;

t.setTimeout(600_000);

const ENGINES = [
  { engine: assimpEngine, skip: false, targets: ['glb', 'stl', 'obj', 'ply', 'step'] },
  { engine: createAssimpCliEngine(() => assimpCommand), skip: skipWithoutAssimp, targets: ['glb'] }, // the same writers
] as const;
const noSamples = haveSamples ? false : 'no ../shared/samples';

for (const { engine, skip, targets } of ENGINES) {
  t.test(engine.name, { skip }, async (t) => {
    for (const source of ['dae', 'fbx', '3ds'] as const) {
      for (const target of targets) {
        t.test(`${source} → ${target}`, async (t) => {
          const folder = await openFolder(t);
          const job = folder.job(source, await folder.put(`a.${source}`, SOURCES[source]), target);
          const { tell, stages, faults } = listen();
          const report = await engine.convert(job, LIMITS, tell);
          t.strictSame(stages, ['validating', 'reading', 'converting', 'writing']);
          t.strictSame(faults, []);
          const copies = source === 'fbx' ? 2 : 1;
          const seen = await readIndependently(job.targetPath, target);
          t.equal(seen.triangles, 4 * copies);
          t.ok(Math.abs(seen.volume - copies) < 1e-4, `volume ${seen.volume}`);
          const far = copies === 2 ? 111 : 11;
          for (const [at, value] of [far, 2, 3].entries())
            t.ok(Math.abs(seen.max[at]! - value) < 1e-4, `${seen.max}`);
          t.strictSame(report.engine, { name: engine.name, version: engine.version });
          t.match(engine.version, engine === assimpEngine ? '0.0.10' : /^\d+\.\d+/);
          if (target === 'glb') t.strictSame(await complaints(job.targetPath), []);
          const again = folder.job(source, job.sourcePath, target);
          await engine.convert(again, LIMITS, () => {});
          t.ok(readFileSync(again.targetPath).equals(readFileSync(job.targetPath)), 'the same bytes again');
        });
      }
    }

    t.test('duck.dae', { skip: noSamples }, async (t) => {
      const text = readFileSync(samplePath('duck.dae'), 'utf8');
      const folder = await openFolder(t);
      const job = folder.job('dae', samplePath('duck.dae'), 'glb');
      const report = await engine.convert(job, LIMITS, () => {});
      // Counted and measured in the text itself, which is in centimetres and Y-up.
      const corners = /<vcount>([^<]*)</.exec(text)![1]!.trim().split(/\s+/).map(Number);
      const triangles = corners.reduce((sum, count) => sum + count - 2, 0);
      const array = /<float_array[^>]*positions-array[^>]*>([^<]*)</
        .exec(text)![1]!
        .trim()
        .split(/\s+/)
        .map(Number);
      const range = (axis: number) => {
        const values = array.filter((_, at) => at % 3 === axis);
        return [Math.min(...values), Math.max(...values)];
      };
      t.match(report.source, { triangles, unit: 'cm', upAxis: 'y', bodies: 1 });
      const seen = await readIndependently(job.targetPath, 'glb'); // in millimetres, Z-up
      t.equal(seen.triangles, triangles);
      const [[x0, x1], [y0, y1], [z0, z1]] = [range(0), range(1), range(2)] as [number[], number[], number[]];
      const expected = [x0!, -z1!, y0!, x1!, -z0!, y1!].map((value) => value * 10);
      [...seen.min, ...seen.max].forEach((value, at) => {
        t.ok(Math.abs(value - expected[at]!) < 2e-3, `${value} is ${expected[at]}`);
      });
      const obj = folder.job('dae', samplePath('duck.dae'), 'obj');
      await engine.convert(obj, LIMITS, () => {});
      const faces = [...readFileSync(obj.targetPath, 'utf8').matchAll(/^f (.*)$/gm)];
      t.strictSame(
        faces.map(([, face]) => face!.split(' ').length),
        corners,
      );
      t.ok(gltfOf(job.targetPath).nodes.some(({ name }) => name === 'LOD3sp'));
      t.match(report.lost, [
        { what: 'textures', count: 1 },
        { what: 'cameras', count: 1 },
        { what: 'lights', count: 1 },
      ]);
      t.strictSame(await complaints(job.targetPath), []);
    });

    t.test('box.fbx', { skip: noSamples }, async (t) => {
      const folder = await openFolder(t);
      const job = folder.job('fbx', samplePath('box.fbx'), 'glb');
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { triangles: 12, bodies: 1, unit: 'm', upAxis: 'y' });
      // A cube of 200, by the scaling of its node; its pivot chain is one node.
      t.ok(Math.abs(report.source.volume! / (200 ** 3 * 0.0017681174 * 0.0015908041 ** 2) - 1) < 1e-5);
      t.strictSame(
        gltfOf(job.targetPath).nodes.map(({ name }) => name),
        ['root'],
      );
      t.strictSame(await complaints(job.targetPath), []);
    });

    t.test('fels.3ds', { skip: noSamples }, async (t) => {
      const bytes = readFileSync(samplePath('fels.3ds'));
      const faces = bytes.readUInt16LE(bytes.indexOf(Buffer.from([0x20, 0x41])) + 6);
      const folder = await openFolder(t);
      const job = folder.job('3ds', samplePath('fels.3ds'), 'glb');
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { triangles: faces, parts: 1, unit: 'mm', upAxis: 'z' });
      t.match(report.warnings, [/3DS file names no unit: millimetres and Z-up were assumed/]);
      const seen = await readIndependently(job.targetPath, 'glb');
      t.equal(seen.triangles, faces);
      for (const [at, value] of report.source.bounds!.max.entries())
        t.ok(Math.abs(value - seen.max[at]!) < 1e-3);
      t.strictSame(await complaints(job.targetPath), []);
    });
  });
}
