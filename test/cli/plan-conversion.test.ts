import t from 'tap';
import { planNamed } from '../../src/cli/convert/plan-conversion.ts';
import { FORMATS } from '../../src/domain/formats.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';

const plan = (target: string, ...options: string[]) =>
  planNamed({ capabilities: listCapabilities }, FORMATS.glb, target, options);

t.test('the name of an archive says what is in it', async (t) => {
  for (const name of ['a.obj.zip', 'folder.zip/a.b.OBJ.ZIP']) {
    const { target, options } = plan(name, 'materials=true');
    t.match([target.id, options], ['obj', { materials: true }], name);
  }
  t.match(plan('parts.stl.zip', 'explode=true'), { target: { id: 'stl' }, options: { explode: true } });
  t.equal(plan('folder.zip/a.obj').target.id, 'obj');
  t.equal(plan('a.obj', 'materials=false').target.id, 'obj');
});

t.test('a name that says something else is refused before anything is read', async (t) => {
  t.throws(() => plan('out/a.obj', 'materials=true'), {
    code: 'usage',
    message: 'With these options the result is a ZIP archive: name the target "a.obj.zip".',
  });
  t.throws(() => plan('a.stl', 'explode=true'), { code: 'usage', message: /"a\.stl\.zip"/ });
  t.throws(() => plan('out/a.obj.zip'), {
    code: 'usage',
    message: 'With these options the result is no archive: name the target "a.obj".',
  });
  t.throws(() => plan('a.stl.zip'), { code: 'usage' });
  t.throws(() => plan('a.zip'), { code: 'pair_unsupported' });
});
