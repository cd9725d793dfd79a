// Lists, a claim, the sweeper's questions and counts in a store of 1,000 and of 100,000 conversions. The test servers
// are not MongoDB: what they walk through, MongoDB finds in an index (test/adapters/mongo-plans.test.ts).
import { type Conversion, claim, STATUSES } from '../src/domain/conversion.ts';
import type { ConversionStore } from '../src/domain/ports.ts';
import { NOON, sampleConversion } from '../test/contracts/sample-conversion.ts';
import {
  openLmdb,
  openMongoJavaServer,
  openSecantusDb,
  type PrivateStore,
} from './support/private-stores.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 15;
const ALL = 10_000;

/** Of each 100, 96 are completed and one is in each other status. Half have one tag, the others one of 25. */
const conversions = (count: number): Conversion[] =>
  Array.from({ length: count }, (_, n) => {
    const kind = n % 100;
    const status = kind < STATUSES.length ? STATUSES[kind]! : 'completed';
    return sampleConversion({
      status,
      targetFormat: n % 3 === 0 ? 'stl' : 'glb',
      tag: n % 2 === 0 ? 'nightly' : `order-${n % 50}`,
      ...(status === 'in_progress' ? { lease: { owner: 'w', until: NOON } } : {}),
      ...(status === 'pending' ? { announcedAt: NOON + n } : { expiresAt: NOON }),
    });
  });

const middle = (all: readonly Conversion[]): string => all[all.length >> 1]!.id;

/** Each asks for something that exists in any size of store. */
const OPERATIONS: Record<string, (store: ConversionStore, all: readonly Conversion[]) => Promise<unknown>> = {
  'list, first page': (store) => store.list({}, { limit: 10, skip: 0 }),
  'list, from a cursor': (store, all) => store.list({}, { limit: 10, after: middle(all) }),
  'list, page 50': (store) => store.list({}, { limit: 10, skip: 490 }),
  'list by status': (store) => store.list({ status: 'failed' }, { limit: 10, skip: 0 }),
  'list by a broad tag': (store) => store.list({ tag: 'nightly' }, { limit: 10, skip: 0 }),
  'list by a narrow tag': (store) => store.list({ tag: 'order-7' }, { limit: 10, skip: 0 }),
  'list by status, format and tag': (store) =>
    store.list({ status: 'completed', targetFormat: 'stl', tag: 'nightly' }, { limit: 10, skip: 0 }),
  find: (store, all) => store.find(middle(all)),
  'findStale, lost leases': (store) => store.findStale({ kind: 'lease_lost', until: NOON + 1 }, 10),
  'findStale, none': (store) =>
    store.findStale({ kind: 'unannounced', now: NOON, announcedBefore: NOON }, 10),
  countPending: (store) => store.countPending(ALL),
  countByStatus: (store) => store.countByStatus(ALL),
};

async function timesMs({ store, fill, close }: PrivateStore, count: number): Promise<Record<string, number>> {
  try {
    const all = conversions(count);
    await fill(all);
    const times: Record<string, number> = {};
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      await operation(store, all);
      times[name] = await medianMs(ROUNDS, () => operation(store, all));
    }
    const pending = all.filter(({ status }) => status === 'pending');
    times['claim (find and transition)'] = await medianMs(Math.min(ROUNDS, pending.length), async (round) => {
      const { id } = pending[round]!;
      const found = (await store.find(id))!;
      await store.transition(id, found.revision, claim(found, { owner: 'w', until: NOON }, NOON));
    });
    return times;
  } finally {
    await close();
  }
}

async function medianMs(rounds: number, work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work(round);
    times.push(performance.now() - started);
  }
  return median(times);
}

async function compare(
  name: string,
  open: () => Promise<PrivateStore>,
  [few, many]: readonly [number, number],
) {
  const first = await timesMs(await open(), few);
  const second = await timesMs(await open(), many);
  printTable(
    [`${name}, ms (median of ${ROUNDS})`, few.toLocaleString('en'), many.toLocaleString('en'), 'ratio'],
    Object.keys(first).map((operation) => {
      const [one, other] = [first[operation]!, second[operation]!];
      return [operation, one.toFixed(2), other.toFixed(2), (other / one).toFixed(1)];
    }),
  );
  console.log();
}

await compare('LMDB', openLmdb, [1000, 100_000]);
await compare('MongoDB’s protocol, mongo-java-server', openMongoJavaServer, [1000, 100_000]);
await compare('MongoDB’s protocol, SecantusDB', openSecantusDb, [500, 5000]);
console.log(
  'Neither test server is MongoDB. mongo-java-server keeps no index but that of ids, and walks all documents for the rest. ' +
    'SecantusDB sorts all that an index gives it, and walks all documents for a question by id alone.',
);
