import t, { type Test } from 'tap';
import { type Conversion, cancel } from '../../src/domain/conversion.ts';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { NOON, nextId, sampleConversion } from '../contracts/sample-conversion.ts';
import { until } from '../contracts/until.ts';
import {
  LONGEST_OPERATION_MS,
  NEEDS_PRIVATE_SECANTUSDB,
  openStoreFor,
  startPrivateSecantusDb,
} from './mongo-private-server.ts';

const WRITERS = 4;
const RECOVERY_MS = 5000;

t.test('a durable server that fails in every way', NEEDS_PRIVATE_SECANTUSDB, async (t) => {
  const server = await startPrivateSecantusDb(t);

  for (const [how, end] of [
    ['kill -9', server.kill],
    ['an orderly restart', server.stop],
  ] as const) {
    await t.test(`${how} under load loses nothing that was acknowledged, and repeats nothing`, async (t) => {
      const store = await openStoreFor(t, server.url);
      const load = startLoad(store);
      await until('some are written', () => load.acknowledgedWrites() > 60, 60_000);
      await end();
      await load.stop();
      t.ok(load.refused() > 0, 'some were refused');
      await server.start();
      await recovers(t, store);
      for (const [id, { revision }] of load.acknowledged) await checkHistory(t, store, id, revision);
      t.comment(`${load.acknowledgedWrites()} writes of ${load.acknowledged.size} conversions`);
      const again = startLoad(store);
      await until('it goes on', () => again.acknowledgedWrites() > 10, 30_000);
      await again.stop();
      t.equal(again.refused(), 0);
    });
  }

  await t.test('a server that is silent: every operation rejects in time, and works again', async (t) => {
    const store = await openStoreFor(t, server.url);
    const conversion = sampleConversion();
    await store.insert(conversion);
    const operations: Record<string, () => Promise<unknown>> = {
      insert: () => store.insert(sampleConversion()),
      find: () => store.find(conversion.id),
      list: () => store.list({ status: 'pending' }, { limit: 5, skip: 0 }),
      transition: () => store.transition(conversion.id, 1, cancel(conversion, NOON)),
      findStale: () => store.findStale({ kind: 'unannounced', now: NOON, announcedBefore: NOON }, 5),
      countPending: () => store.countPending(5),
      countPendingBefore: () => store.countPendingBefore(conversion.id, 5),
      countByStatus: () => store.countByStatus(5),
      remove: () => store.remove(nextId()),
      ping: () => store.ping(),
    };
    await Promise.all(Array.from({ length: 30 }, () => store.find(conversion.id))); // many open connections
    await server.freeze();
    try {
      await Promise.all(
        Object.entries(operations).map(async ([name, operation]) => {
          const started = performance.now();
          await t.rejects(operation(), name);
          const tookMs = performance.now() - started;
          t.ok(tookMs < LONGEST_OPERATION_MS, `${name} rejects in time, in ${tookMs.toFixed(0)} ms`);
        }),
      );
    } finally {
      await server.thaw();
    }
    await recovers(t, store);
    const { revision } = (await store.find(conversion.id))!;
    t.ok(revision <= 2, 'what was rejected has been applied once, or not at all');
  });

  await t.test('a store does not open while the server is away, and does when it is back', async (t) => {
    await server.kill();
    await t.rejects(openStoreFor(t, server.url));
    await server.start();
    await t.resolves((await openStoreFor(t, server.url)).ping());
  });
});

/** The same store, without being opened again. */
async function recovers(t: Test, store: ConversionStore): Promise<void> {
  const started = performance.now();
  const works = async () => {
    const conversion = sampleConversion();
    await store.insert(conversion);
    return (await store.transition(conversion.id, 1, cancel(conversion, NOON))) !== undefined;
  };
  await until('it works again', () => works().catch(() => false), 30_000);
  const tookMs = performance.now() - started;
  t.ok(tookMs < RECOVERY_MS, `it works again ${tookMs.toFixed(0)} ms after the server`);
}

/** Each change notes the revision that it makes, so that a write applied twice, or to another's, would show. */
async function checkHistory(t: Test, store: ConversionStore, id: string, acknowledged: number) {
  const stored = await store.find(id);
  if (stored === undefined) return t.fail('an acknowledged conversion is lost', { id, acknowledged });
  const { revision, options } = stored;
  const isNext = revision === acknowledged || revision === acknowledged + 1; // the last one may have had no answer
  const noted = options.revisions as number[];
  const expected = Array.from({ length: revision }, (_, n) => n + 1);
  return t.ok(isNext && String(noted) === String(expected), `revision ${revision}`, { acknowledged, noted });
}

/** Writers that insert a conversion and change it some times, and then take the next; until the first refusal. */
function startLoad(store: ConversionStore) {
  const acknowledged = new Map<string, Conversion>();
  let writes = 0;
  let refused = 0;
  let stopping = false;
  const accept = (conversion: Conversion) => {
    acknowledged.set(conversion.id, conversion);
    writes += 1;
  };
  const write = async () => {
    for (;;) {
      let current = sampleConversion({ options: { revisions: [1] } });
      await store.insert(current);
      accept(current);
      for (let change = 0; change < 5; change++) {
        if (stopping) return;
        const revisions = [...(current.options.revisions as number[]), current.revision + 1];
        const changed = await store.transition(current.id, current.revision, {
          options: { revisions },
          updatedAt: NOON,
        });
        if (changed === undefined) throw new Error(`someone else changed ${current.id}`);
        current = changed;
        accept(current);
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, () =>
    write().catch(() => {
      refused += 1;
    }),
  );
  return {
    acknowledged,
    acknowledgedWrites: () => writes,
    refused: () => refused,
    async stop() {
      stopping = true;
      await Promise.all(writers);
    },
  };
}
