import { existsSync, statSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { writeStl } from '../../../src/engines/mesh/stl/write-stl.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { ball } from '../facets/solids.ts';
import { modelOf } from './shapes.ts';
import { twoBoxes } from './two-boxes.ts';

t.setTimeout(300_000);

async function convert(
  t: Test,
  bytes: Buffer,
  target: FormatId,
  options: Record<string, unknown>,
  maxOutputBytes = LIMITS.maxOutputBytes,
) {
  const folder = await openFolder(t);
  const job = folder.job('glb', await folder.put('source.glb', bytes), target, { options });
  const done = meshEngine.convert(job, { ...LIMITS, maxOutputBytes }, () => {});
  return { done, path: job.targetPath };
}

const TARGETS: [FormatId, Record<string, unknown>][] = [
  ['stl', {}],
  ['stl', { encoding: 'ascii' }],
  ['obj', {}],
  ['ply', {}],
  ['ply', { encoding: 'ascii' }],
  ['off', {}],
  ['glb', {}],
  ['glb', { compression: 'meshopt' }],
  ['gltf', {}],
  ['3mf', {}],
  ['usdz', {}],
  ['step', {}],
  ['iges', {}],
  ['brep', {}],
];

for (const [target, options] of TARGETS) {
  t.test(
    `${target} ${JSON.stringify(options)}: as many bytes as the limit allows, and not one more`,
    async (t) => {
      const whole = await convert(t, twoBoxes('glb'), target, options);
      await whole.done;
      const { size } = statSync(whole.path);
      await t.resolves((await convert(t, twoBoxes('glb'), target, options, size)).done);
      await t.rejects((await convert(t, twoBoxes('glb'), target, options, size - 1)).done, {
        code: 'output_limit_exceeded',
        detail: new RegExp(`more than ${size - 1} bytes.*MAX_OUTPUT_BYTES`),
      });
    },
  );
}

t.test('archives, and each file in them', async (t) => {
  for (const [target, options] of [['obj', { materials: true }]] as const) {
    await t.resolves((await convert(t, twoBoxes('glb'), target, options, 20_000)).done);
    await t.rejects((await convert(t, twoBoxes('glb'), target, options, 500)).done, {
      code: 'output_limit_exceeded',
    });
  }
});

t.test('writing ends at the limit, so that the disk is not filled', async (t) => {
  const folder = await openFolder(t);
  const sourcePath = await folder.put('ball.stl', '');
  writeStl(modelOf([ball(1, 160, 160)]), sourcePath, 'binary', 'ball');
  for (const target of ['stl', 'obj', 'off', 'usdz', 'ply', 'gltf'] as const) {
    const whole = folder.job('stl', sourcePath, target);
    await meshEngine.convert(whole, LIMITS, () => {});
    const maxOutputBytes = statSync(whole.targetPath).size >> 1;
    const job = folder.job('stl', sourcePath, target);
    const done = meshEngine.convert(job, { ...LIMITS, maxOutputBytes }, () => {});
    await t.rejects(done, { code: 'output_limit_exceeded' }, target);
    const left = existsSync(job.targetPath) ? statSync(job.targetPath).size : 0;
    t.ok(left <= maxOutputBytes, `${target}: ${left} bytes on the disk`);
  }
});
