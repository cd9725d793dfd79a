import t from 'tap';
import { childEnvironment, loaderFlags } from '../../../src/engines/pool/child-command.ts';

t.test('a child gets the loaders of its parent and no other flag', async (t) => {
  const flags = [
    '--inspect=9229',
    '--import=tsx',
    '--watch',
    '--require',
    './a.cjs',
    '-r',
    './b.cjs',
    '--eval',
    '1',
  ];
  t.strictSame(loaderFlags(flags), ['--import=tsx', '--require', './a.cjs', '-r', './b.cjs']);
});

t.test('a child gets nothing of the environment that is secret', async (t) => {
  process.env.CONVERTO_TEST_SECRET = 'secret';
  t.teardown(() => {
    delete process.env.CONVERTO_TEST_SECRET;
  });
  const { PATH, ...rest } = childEnvironment();
  t.equal(PATH, process.env.PATH);
  t.strictSame(
    Object.keys(rest).filter((name) => !/^(LANG|HOME|TMPDIR|SystemRoot|TEMP)$/.test(name)),
    [],
  );
});
