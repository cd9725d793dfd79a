// A real worker whose conversion takes longer than the broker waits for an acknowledgement.
import { writeFile } from 'node:fs/promises';
import t from 'tap';
import { startWorker } from '../../src/worker/worker.ts';
import { gate, until } from '../contracts/until.ts';
import { accept, openParts, REPORT } from '../use-cases/open-parts.ts';
import { NEEDS_PRIVATE_NODE, openBusFor, startPrivateNode } from './rabbitmq-private-node.ts';

const LIMIT_MS = 60_000;
t.setTimeout(600_000);

t.test('a conversion that takes longer than the broker waits', NEEDS_PRIVATE_NODE, async (t) => {
  const { node } = await startPrivateNode(t);
  const set = (name: string, ms: number) => `application:set_env(rabbit, ${name}, ${ms})`;
  await node.ctl('eval', `${set('consumer_timeout', 1000)}, ${set('channel_tick_interval', 300)}.`);

  for (const concurrency of [1, 2]) {
    await t.test(`finishes once, with ${concurrency} at a time`, async (t) => {
      const release = gate();
      const runs: string[] = [];
      const embedded = await openParts(t, async ({ sourcePath, targetPath }) => {
        runs.push(/[0-9a-f]{24}/.exec(sourcePath)?.[0] ?? sourcePath);
        await release.opened;
        await writeFile(targetPath, 'x');
        return REPORT;
      });
      let takenBack = 0;
      const onError = (error: unknown) => {
        if (/delivery acknowledgement.*timed out/i.test(String(error))) takenBack += 1;
      };
      const { bus, qualify } = await openBusFor(t, { url: node.url, onError });
      const parts = { ...embedded, bus, now: Date.now };
      const worker = await startWorker({ ...parts, concurrency, smallConcurrency: concurrency });
      const inQueue = async () => {
        const lines = (await node.ctl('list_queues', 'name', 'messages')).split('\n');
        return lines
          .find((line) => line.startsWith(`${qualify('conversion_created.small')}\t`))
          ?.split('\t')[1];
      };
      const consumers = await node.ctl('list_consumers', 'queue_name', 'prefetch_count');
      t.match(
        consumers,
        `${qualify('conversion_created.small')}\t${concurrency}`,
        'it takes no more than it can run',
      );

      const long = await accept(parts);
      await until('it is running', () => runs.length === 1);
      if (concurrency === 1) {
        await until(
          'the broker takes it back, and again from whom it waits for',
          () => takenBack >= 2,
          LIMIT_MS,
        );
      } else {
        await until('the broker takes it back', () => takenBack === 1, LIMIT_MS);
        await until(
          'what comes again is acknowledged at once',
          async () => (await inQueue()) === '0',
          LIMIT_MS,
        );
      }
      t.equal(worker.running, 1);
      release.open();
      await until('it is completed', async () => (await parts.store.find(long.id))?.status === 'completed');
      const next = await Promise.all([accept(parts), accept(parts)]);
      for (const { id } of next)
        await until(
          'the next is completed',
          async () => (await parts.store.find(id))?.status === 'completed',
          LIMIT_MS,
        );
      t.strictSame(runs.toSorted(), [long, ...next].map(({ id }) => id).toSorted(), 'each ran once');
      t.match(await parts.store.find(long.id), { attempt: 1, status: 'completed' });
      await until('nothing is left in the queue', async () => (await inQueue()) === '0', LIMIT_MS);
      t.equal(worker.running, 0);
      await t.resolves(worker.stop(1000));
    });
  }
});
