import t from 'tap';
import {
  CHILD_ENTRY,
  childArguments,
  childEnvironment,
  LOAD_TYPESCRIPT,
} from '../../../src/engines/pool/child-command.ts';

t.test('a child loads TypeScript as this process does, and gets no other flag of it', async (t) => {
  const flags = childArguments(CHILD_ENTRY, 1e9).filter((argument) => argument.startsWith('-'));
  t.strictSame(flags, [LOAD_TYPESCRIPT, '--max-old-space-size=715']);
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
