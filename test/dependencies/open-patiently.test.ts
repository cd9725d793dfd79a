import t from 'tap';
import { openPatiently } from '../../src/dependencies/open-patiently.ts';

t.test('it tries until it works, and says each time what is missing', async (t) => {
  const missing: unknown[] = [];
  let tries = 0;
  const opened = await openPatiently(
    'store',
    async () => {
      tries += 1;
      if (tries < 3) throw new Error(`try ${tries}`);
      return 'open';
    },
    (dependency, err, retryInMs) => missing.push([dependency, (err as Error).message, retryInMs]),
  );
  t.equal(opened, 'open');
  t.strictSame(missing, [
    ['store', 'try 1', 250],
    ['store', 'try 2', 500],
  ]);
});
