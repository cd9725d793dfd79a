import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import t from 'tap';
import { FrozenDate } from '../../../src/engines/cad/frozen-clock.ts';
import { patchGlue } from '../../../src/engines/cad/load-opencascade.ts';
import { snapshotMemory } from '../../../src/engines/cad/memory-snapshot.ts';
import { plainOcct } from './make-cad.ts';

t.test('patches the glue of the installed package, and leaves another as it is', async (t) => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('opencascade.js'));
  const glue = readFileSync(path.join(folder, 'opencascade.full.js'), 'utf8');
  const patched = patchGlue(glue);
  t.not(patched, glue, 'the anchors are there');
  t.notMatch(patched, 'return new Function("body"');
  t.equal(patchGlue('var Module;export default Module;'), 'var Module;export default Module;');
  const half = glue.replace('function craftInvokerFunction(humanName', 'function craftInvokers(humanName');
  t.equal(patchGlue(half), half, 'both patches or none');
});

t.test('adds no handler to the process', async (t) => {
  const count = () =>
    process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const before = count();
  await plainOcct();
  t.equal(count(), before);
});

t.test('its clock stands still in every time zone', async (t) => {
  t.equal(FrozenDate.now(), Date.UTC(2000, 0, 1));
  const date = new FrozenDate();
  t.same([date.getFullYear(), date.getMonth(), date.getDate(), date.getHours()], [2000, 0, 1, 0]);
  t.equal(new FrozenDate(0).getFullYear(), 1970);
});

t.test('a snapshot brings memory, settings and the stack back', async (t) => {
  const oc = await plainOcct();
  oc.Interface_Static.SetCVal('write.step.unit', 'MM');
  const restore = snapshotMemory(oc);
  const before = Buffer.from(oc.HEAPU8.slice());
  const stack = oc.stackSave();
  oc.Interface_Static.SetCVal('write.step.unit', 'KM');
  for (let index = 0; index < 1000; index += 1) new oc.BRepPrimAPI_MakeBox_2(1, 2, 3).Shape();
  try {
    new oc.gp_Dir_4(0, 0, 0);
  } catch {
    // leaves the stack where it was
  }
  t.not(before.compare(oc.HEAPU8), 0, 'something has changed');
  restore();
  t.equal(before.compare(oc.HEAPU8.subarray(0, before.length)), 0);
  t.ok(oc.HEAPU8.subarray(before.length).every((byte) => byte === 0));
  t.equal(oc.stackSave(), stack);
  t.equal(oc.Interface_Static.CVal('write.step.unit'), 'MM');
  t.ok(new oc.BRepPrimAPI_MakeBox_2(1, 2, 3).Shape(), 'it still works');
});
