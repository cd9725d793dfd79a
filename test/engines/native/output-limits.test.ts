import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { createWarmHost } from '../../../src/engines/native/warm-host.ts';
import { nativePython, skipWithoutNativeCad, withNativeEngine } from '../../support/native-cad.ts';
import { LIMITS } from '../cad/engine-jobs.ts';
import { testOutputLimits } from '../cad/output-limits-suite.ts';
import { ball } from '../facets/solids.ts';
import { modelOf } from '../mesh/shapes.ts';

withNativeEngine(t, (engine) => testOutputLimits(t, engine));

t.test(
  'OCCT itself writes no more, so that the disk is not filled',
  { skip: skipWithoutNativeCad },
  async (t) => {
    const host = createWarmHost(() => nativePython);
    t.teardown(() => host.close());
    const folder = t.testdir();
    const source = join(folder, 'ball.step');
    await writeFacetedStep(modelOf([ball(10, 12, 16)]), source, 'ball', false, LIMITS);
    for (const targetFormat of ['step', 'iges', 'brep']) {
      const convert = (mostBytes: number) =>
        host.ask({
          operation: 'convert',
          source,
          format: 'step',
          folder,
          targetFormat,
          unit: 'mm',
          factor: 1,
          modelName: 'ball',
          mostBytes,
          limits: LIMITS,
          options: {},
        });
      await convert(1e9);
      const size = () => statSync(join(folder, `out.${targetFormat}`)).size;
      const mostBytes = size() >> 1;
      await t.rejects(convert(mostBytes), { code: 'output_limit_exceeded' }, targetFormat);
      t.ok(size() <= mostBytes, `${targetFormat}: ${size()} of ${mostBytes} bytes`);
    }
  },
);
