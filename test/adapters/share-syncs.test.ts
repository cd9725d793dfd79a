import t from 'tap';
import { shareSyncs } from '../../src/storage/durable-folder.ts';

/** Syncs that end when they are told to. */
function slowSyncs() {
  const begun: { folder: string; end(): void; fail(error: Error): void }[] = [];
  const sync = shareSyncs(
    (folder) =>
      new Promise<void>((resolve, reject) => void begun.push({ folder, end: resolve, fail: reject })),
  );
  return { begun, sync };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

t.test('who asks while a sync runs waits for one that began later, together with the others', async (t) => {
  const { begun, sync } = slowSyncs();
  const ended: string[] = [];
  const ask = (name: string) => sync('/a').then(() => ended.push(name));
  const asked = [ask('first'), ask('second'), ask('third')];
  t.equal(begun.length, 1);
  begun[0]!.end();
  await turn();
  t.strictSame(ended, ['first']);
  t.equal(begun.length, 2);
  asked.push(ask('fourth'));
  begun[1]!.end();
  await turn();
  t.strictSame(ended, ['first', 'second', 'third']);
  t.equal(begun.length, 3);
  begun[2]!.end();
  await Promise.all(asked);
  const last = sync('/a');
  t.equal(begun.length, 4, 'nothing is taken for synced that was not');
  begun[3]!.end();
  await last;
});

t.test('folders do not wait for one another', async (t) => {
  const { begun, sync } = slowSyncs();
  const both = [sync('/a'), sync('/b')];
  t.strictSame(
    begun.map(({ folder }) => folder),
    ['/a', '/b'],
  );
  for (const { end } of begun) end();
  await Promise.all(both);
});

t.test('a sync that fails fails those who wait for it, and the next one is made', async (t) => {
  const { begun, sync } = slowSyncs();
  const first = t.rejects(sync('/a'), { message: 'gone' });
  const second = t.rejects(sync('/a'), { message: 'gone again' });
  const third = t.rejects(sync('/a'), { message: 'gone again' });
  begun[0]!.fail(new Error('gone'));
  await first;
  await turn();
  begun[1]!.fail(new Error('gone again'));
  await Promise.all([second, third]);
  const fourth = sync('/a');
  begun[2]!.end();
  await t.resolves(fourth);
});
