import { existsSync, statSync } from 'node:fs';
import type { Test } from 'tap';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { ball } from '../facets/solids.ts';
import { modelOf } from '../mesh/shapes.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { makeTwoParts } from './make-cad.ts';

const CAD = ['step', 'iges', 'brep'] as const;

export function testOutputLimits(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000);

  t.test('a CAD file has as many bytes as the limit allows, and not one more', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('parts.step', await makeTwoParts('step'));
    for (const target of CAD) {
      const whole = folder.job('step', sourcePath, target);
      await engine.convert(whole, LIMITS, () => {});
      const { size } = statSync(whole.targetPath);
      const within = { ...LIMITS, maxOutputBytes: size };
      await t.resolves(
        engine.convert(folder.job('step', sourcePath, target), within, () => {}),
        target,
      );
      const job = folder.job('step', sourcePath, target);
      await t.rejects(
        engine.convert(job, { ...LIMITS, maxOutputBytes: size - 1 }, () => {}),
        {
          code: 'output_limit_exceeded',
          detail: new RegExp(`more than ${size - 1} bytes.*MAX_OUTPUT_BYTES`),
        },
      );
      t.notOk(existsSync(job.targetPath));
    }
  });

  t.test('a CAD file that is far too large', async (t) => {
    const folder = await openFolder(t);
    const sourcePath = await folder.put('ball.step', '');
    await writeFacetedStep(modelOf([ball(10, 12, 16)]), sourcePath, 'ball', false, LIMITS);
    for (const target of CAD) {
      const job = folder.job('step', sourcePath, target);
      await t.rejects(
        engine.convert(job, { ...LIMITS, maxOutputBytes: 1000 }, () => {}),
        {
          code: 'output_limit_exceeded',
          detail: /more than 1000 bytes/,
        },
      );
      t.notOk(existsSync(job.targetPath));
    }
  });
}
