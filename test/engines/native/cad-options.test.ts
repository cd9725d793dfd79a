import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { testCadOptions } from '../cad/cad-options-suite.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { makeTwoParts } from '../cad/make-cad.ts';

withNativeEngine(t, (engine) => {
  testCadOptions(t, engine);

  t.test('options for triangles longer than a line that the host takes', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('two.step', await makeTwoParts('step'));
    const select = ['cylinder*', ...Array.from({ length: 999 }, (_, index) => `${index}`.padEnd(200, 'x'))];
    const job = folder.job('step', source, 'stl', { options: { select } });
    const report = await engine.convert(job, LIMITS, () => {});
    t.equal(report.target.bodies, 1);
  });
});
