import { readFile } from 'node:fs/promises';
import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, listenWithin, openFolder } from '../cad/engine-jobs.ts';
import { testExactConversions } from '../cad/exact-suite.ts';
import { makeSharedPair } from '../cad/make-cad.ts';

withNativeEngine(t, (engine) => {
  testExactConversions(t, engine);

  t.test('an assembly with one root is read part by part, and comes out as if it were not', async (t) => {
    const folder = await openFolder(t);
    const text = (await makeSharedPair()).toString('latin1');
    const padding = `${' '.repeat(99)}\n`.repeat(11_000); // a small file is read at once
    const small = folder.job('step', await folder.put('small.step', text), 'brep');
    const large = folder.job(
      'step',
      await folder.put('large.step', text.replace('DATA;', `DATA;\n${padding}`)),
      'brep',
    );
    const atOnce = listenWithin();
    const { timingsMs: _one, ...expected } = await engine.convert(small, LIMITS, atOnce.tell);
    const byPart = listenWithin();
    const { timingsMs: _other, ...report } = await engine.convert(large, LIMITS, byPart.tell);
    t.equal(atOnce.countBetween('reading', 0.18, 0.6), 0);
    t.equal(byPart.countBetween('reading', 0.18, 0.6), 2, 'two products hold no others');
    t.same(report, expected);
    t.ok((await readFile(small.targetPath)).equals(await readFile(large.targetPath)));
  });

  const skip = haveSamples ? false : 'no ../shared/samples';
  t.test('dimensions and tolerances are counted as lost where they are', { skip }, async (t) => {
    const folder = await openFolder(t);
    const source = samplePath('nist_ctc_02_asme1_ap242.stp');
    for (const [target, lost, sizes] of [
      ['step', 1, 7], // three in all that are disposed unequally become two others
      ['iges', 67, 0],
    ] as const) {
      const job = folder.job('step', source, target, {
        options: target === 'step' ? { step_schema: 'AP242' } : {},
      });
      const report = await engine.convert(job, LIMITS, () => {});
      const found = report.lost.find(({ what }) => what === 'dimensions and tolerances');
      t.equal(found?.count, lost, target);
      const text = await readFile(job.targetPath, 'latin1');
      t.equal(text.match(/= DIMENSIONAL_SIZE\(/g)?.length ?? 0, sizes);
    }
  });
});
