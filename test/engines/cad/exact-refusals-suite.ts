import { existsSync, readFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import type { Test } from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { EngineTrap } from '../../../src/engines/engine-module.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { makeTwoParts } from './make-cad.ts';
import { noise } from './refusals.ts';

const CAD = ['step', 'iges', 'brep'] as const;

export function testExactRefusals(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000); // more than a second each on a busy machine

  t.test('damaged files fail with a code, leave no result and do not harm the next conversion', async (t) => {
    const folder = await openFolder(t);
    const good = await makeTwoParts('step');
    const reference = folder.job('step', await folder.put('good.step', good), 'brep');
    await engine.convert(reference, LIMITS, () => {});
    for (const format of CAD) {
      const bytes = await makeTwoParts(format);
      const damaged = {
        empty: Buffer.alloc(0),
        half: bytes.subarray(0, bytes.length >> 1),
        noise: noise(50_000),
        'another format': format === 'step' ? await makeTwoParts('brep') : good,
      };
      for (const [name, content] of Object.entries(damaged)) {
        const job = folder.job(format, await folder.put(`bad.${format}`, content), 'step');
        const error: unknown = await engine.convert(job, LIMITS, () => {}).catch((thrown: unknown) => thrown);
        const code = name === 'empty' || name === 'half' ? 'input_truncated' : 'input_malformed';
        t.equal(isProblem(error) ? error.code : error, code, `${format}: ${name}`);
        t.notOk(existsSync(job.targetPath));
      }
    }
    const again = folder.job('step', reference.sourcePath, 'brep');
    await engine.convert(again, LIMITS, () => {});
    t.ok(readFileSync(again.targetPath).equals(readFileSync(reference.targetPath)));
  });

  t.test(
    'a reference to an entity of another kind is a trap or a refusal, never a hang or a result',
    async (t) => {
      const folder = await openFolder(t);
      const step = (await makeTwoParts('step')).toString('latin1');
      const shell = /CLOSED_SHELL\('',\(#(\d+)/.exec(step)?.[1] ?? '';
      const surface = new RegExp(`#${shell} = ADVANCED_FACE\\('',\\(#\\d+\\),#(\\d+)`).exec(step)?.[1] ?? '';
      t.ok(surface, 'the fixture has a face with a surface');
      const solid = step.replaceAll(/(MANIFOLD_SOLID_BREP\('',)#\d+/g, `$1#${surface}`);
      const job = folder.job('step', await folder.put('wrong.step', solid), 'brep');
      const error: unknown = await engine.convert(job, LIMITS, () => {}).catch((thrown: unknown) => thrown);
      t.ok(error instanceof EngineTrap || isProblem(error), String(error));
      t.notOk(existsSync(job.targetPath));
    },
  );

  t.test('a solid without a face is no geometry', async (t) => {
    const folder = await openFolder(t);
    const step = (await makeTwoParts('step')).toString('latin1');
    const empty = step.replaceAll(/CLOSED_SHELL\('',\([^)]*\)\)/g, "CLOSED_SHELL('',())");
    const job = folder.job('step', await folder.put('empty.step', empty), 'iges');
    const error: unknown = await engine.convert(job, LIMITS, () => {}).catch((thrown: unknown) => thrown);
    t.ok(isProblem(error), String(error));
    t.notOk(existsSync(job.targetPath));
  });

  t.test('a file of more than 1 GiB is refused without reading it', async (t) => {
    const folder = await openFolder(t);
    const path = await folder.put('huge.step', '');
    await truncate(path, (1 << 30) + 1); // takes no room on the disk
    const error: unknown = await engine
      .convert(folder.job('step', path, 'brep'), LIMITS, () => {})
      .catch((thrown: unknown) => thrown);
    t.equal(isProblem(error) ? error.code : error, 'input_limit_exceeded');
  });

  t.test(
    'a file that is not there and a folder that cannot be written come through as they are',
    async (t) => {
      const folder = await openFolder(t);
      const missing = folder.job('step', '/nowhere/model.step', 'brep');
      await t.rejects(
        engine.convert(missing, LIMITS, () => {}),
        { code: 'ENOENT' },
      );
      const source = await folder.put('good.step', await makeTwoParts('step'));
      const unwritable = folder.job('step', source, 'brep', { targetPath: '/nowhere/model.brep' });
      await t.rejects(
        engine.convert(unwritable, LIMITS, () => {}),
        { code: 'ENOENT', path: /^\/nowhere\/model\.brep/ },
      );
    },
  );
}
