import type { Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { EngineLimits, EngineModule } from '../../../src/engines/engine-module.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { deepModel, manyParts } from '../mesh/tree-models.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';

/**
 * @param target that the engine writes
 * @param levels that it sees of twelve: occt-import-js hands over two of a chain of products
 */
export function testTreeLimits(t: Test, engine: EngineModule, target: FormatId, levels = 12): void {
  t.setTimeout(240_000);

  /** A STEP file of an assembly, by our own writer: its products stand in the tree as the nodes did. */
  async function openStep(t: Test, assembly: Buffer) {
    const folder = await openFolder(t);
    const made = folder.job('3mf', await folder.put('assembly.3mf', assembly), 'step');
    await meshEngine.convert(made, LIMITS, () => {});
    return (limits: Partial<EngineLimits>) =>
      engine.convert(folder.job('step', made.targetPath, target), { ...LIMITS, ...limits }, () => {});
  }

  t.test(`STEP to ${target}: products stand as deep as the limit allows`, async (t) => {
    const convert = await openStep(t, deepModel('3mf', 12));
    await t.resolves(convert({ maxTreeDepth: levels }));
    await t.rejects(convert({ maxTreeDepth: levels - 1 }), {
      code: 'input_limit_exceeded',
      detail: new RegExp(`more than ${levels - 1} levels.*MAX_TREE_DEPTH`),
    });
  });

  t.test(`STEP to ${target}: as many uses of products as the limit allows`, async (t) => {
    const convert = await openStep(t, manyParts('3mf', 20));
    await t.resolves(convert({ maxParts: 21 }), 'an assembly of 20');
    await t.rejects(convert({ maxParts: 20 }), {
      code: 'input_limit_exceeded',
      detail: /21 parts, groups and instances; the limit is 20\..*MAX_PARTS/,
    });
  });
}
