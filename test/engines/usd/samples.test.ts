import { join } from 'node:path';
import t from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { haveUsdCore, lookWithUsdCore } from '../../support/usd-core.ts';
import { LIMITS } from '../mesh/shapes.ts';

const skip = haveSamples ? false : 'no ../shared/samples';
t.setTimeout(600_000); // seconds each, more on a busy machine
const folder = t.testdir();

const SAMPLES = [
  { file: 'suzanne.usdc', format: 'usd', triangles: 968, lost: [] },
  { file: 'texture-cat-plane.usdz', format: 'usdz', triangles: 18, lost: ['cameras', 'lights'] },
] as const;

const convert = async (file: string, sourceFormat: FormatId, targetFormat: FormatId) => {
  const targetPath = join(folder, `${file}.${targetFormat}`);
  const job = { sourceFormat, sourcePath: samplePath(file), targetFormat, targetPath, modelName: 'sample' };
  const options = targetFormat === 'step' ? { merge_coplanar: false } : {}; // a face for each triangle
  return { targetPath, report: await meshEngine.convert({ ...job, options }, LIMITS, () => {}) };
};

for (const { file, format, triangles, lost } of SAMPLES) {
  t.test(
    `${file} is what OpenUSD sees, before and after`,
    { skip: skip || (!haveUsdCore && 'no usd-core') },
    async (t) => {
      const { targetPath, report } = await convert(file, format, 'usdz');
      t.strictSame([report.source.triangles, report.target.triangles], [triangles, triangles]);
      t.strictSame(
        report.lost.map(({ what }) => what),
        lost,
      );
      const [source, target] = lookWithUsdCore(samplePath(file), targetPath);
      t.strictSame(target!.complaints, []);
      for (const [seen, own] of [
        [source!, report.source],
        [target!, report.target],
      ] as const) {
        t.equal(seen.triangles, triangles);
        // Faces that are not flat have another area when they are cut another way.
        t.ok(Math.abs(seen.area / own.area! - 1) < 1e-3, `area ${own.area} is ${seen.area}`);
        for (const [at, corner] of [own.bounds!.min, own.bounds!.max].entries()) {
          corner.forEach((value, axis) => {
            t.ok(Math.abs(seen.bounds[at]![axis]! - value) < 1e-5);
          });
        }
      }
      t.strictSame(
        target!.meshes.map(({ faces, material }) => [faces, Object.keys(material?.textures ?? {})]),
        source!.meshes.map(({ faces, material }) => [faces, Object.keys(material?.textures ?? {})]),
      );
    },
  );

  for (const target of ['glb', 'obj', 'stl', 'ply', 'step'] as const) {
    t.test(`${file} → ${target}`, { skip }, async (t) => {
      const { targetPath, report } = await convert(file, format, target);
      t.equal(report.target.triangles ?? report.target.faces, triangles);
      const seen = await readIndependently(targetPath, target);
      t.equal(seen.triangles, triangles);
      t.ok(Math.abs(seen.area / (report.source.area! * 1e6) - 1) < 1e-4, `area ${seen.area}`);
    });
  }
}
