// Lists, a claim, the sweeper's questions and counts in a store of 1,000 and of 100,000 conversions. The test servers
// are not MongoDB: what they walk through, MongoDB finds in an index (test/adapters/mongo-plans.test.ts). With MONGODB_URL
// that server is timed instead, at 10,000 too: in a database of its own, which is dropped in the end.
import { type Conversion, claim, STATUSES } from '../src/domain/conversion.ts';
import type { ConversionStore } from '../src/domain/ports.ts';
import { NOON, sampleConversion } from '../test/contracts/sample-conversion.ts';
import {
  openLmdb,
  openMongo,
  openMongoJavaServer,
  openSecantusDb,
  type PrivateStore,
} from './support/private-stores.ts';
import { median, percentile, printTable } from './support/table.ts';

const ROUNDS = 15;
const ROUNDS_FOR_P99 = 200;
const ALL = 10_000;

/**
 * Of each 100, 96 are completed and one is in each other status. Half have one tag, the others one of 25; the three oldest
 * have one of their own.
 */
const conversions = (count: number): Conversion[] =>
  Array.from({ length: count }, (_, n) => {
    const kind = n % 100;
    const status = kind < STATUSES.length ? STATUSES[kind]! : 'completed';
    return sampleConversion({
      status,
      targetFormat: n % 3 === 0 ? 'stl' : 'glb',
      tag: n < 3 ? 'first' : n % 2 === 0 ? 'nightly' : `order-${n % 50}`,
      ...(status === 'in_progress' ? { lease: { owner: 'w', until: NOON } } : {}),
      ...(status === 'pending' ? { announcedAt: NOON + n } : { expiresAt: NOON }),
    });
  });

const NEWEST = { limit: 10, skip: 0 };
const middle = (all: readonly Conversion[]): string => all[all.length >> 1]!.id;

/** Each asks for something that exists in any size of store. */
const OPERATIONS: Record<string, (store: ConversionStore, all: readonly Conversion[]) => Promise<unknown>> = {
  'list, first page': (store) => store.list({}, NEWEST),
  'list, from a cursor': (store, all) => store.list({}, { limit: 10, after: middle(all) }),
  'list, page 50': (store) => store.list({}, { limit: 10, skip: 490 }),
  'list by a rare status': (store) => store.list({ status: 'failed' }, NEWEST),
  'list by a frequent status': (store) => store.list({ status: 'completed' }, NEWEST),
  'list by a broad tag': (store) => store.list({ tag: 'nightly' }, NEWEST),
  'list by a narrow tag': (store) => store.list({ tag: 'order-7' }, NEWEST),
  'list by a tag that only the three oldest have': (store) => store.list({ tag: 'first' }, NEWEST),
  'list by status and tag': (store) => store.list({ status: 'completed', tag: 'nightly' }, NEWEST),
  'list by status and tag, from a cursor': (store, all) =>
    store.list({ status: 'completed', tag: 'nightly' }, { limit: 10, after: middle(all) }),
  'list by a status and a tag that never meet': (store) =>
    store.list({ status: 'failed', tag: 'nightly' }, NEWEST),
  'list by status, format and tag': (store) =>
    store.list({ status: 'completed', targetFormat: 'stl', tag: 'nightly' }, NEWEST),
  find: (store, all) => store.find(middle(all)),
  'findStale, lost leases': (store) => store.findStale({ kind: 'lease_lost', until: NOON + 1 }, 10),
  'findStale, none': (store) =>
    store.findStale({ kind: 'unannounced', now: NOON, announcedBefore: NOON }, 10),
  countPending: (store) => store.countPending(ALL),
  countByStatus: (store) => store.countByStatus(ALL),
};

type Times = Record<string, number[]>;

/** In milliseconds, of each round. */
async function timesOf(opened: PrivateStore, count: number, rounds: number): Promise<Times> {
  const { store, withoutTotals, fill, close } = opened;
  try {
    const all = conversions(count);
    await fill(all);
    const times: Times = {};
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      await operation(store, all);
      times[name] = await repeat(rounds, () => operation(store, all));
      if (withoutTotals && name.startsWith('list'))
        times[`${name}, without its total`] = await repeat(rounds, () => operation(withoutTotals, all));
    }
    const pending = all.filter(({ status }) => status === 'pending');
    times['claim (find and transition)'] = await repeat(Math.min(rounds, pending.length), async (round) => {
      const { id } = pending[round]!;
      const found = (await store.find(id))!;
      await store.transition(id, found.revision, claim(found, { owner: 'w', until: NOON }, NOON));
    });
    return times;
  } finally {
    await close();
  }
}

async function repeat(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work(round);
    times.push(performance.now() - started);
  }
  return times;
}

/** The ratio is that of the last two sizes. */
async function compare(
  name: string,
  open: () => Promise<PrivateStore>,
  sizes: readonly number[],
  rounds = ROUNDS,
): Promise<void> {
  const ofSizes: Times[] = [];
  for (const size of sizes) ofSizes.push(await timesOf(await open(), size, rounds));
  const withP99 = rounds >= ROUNDS_FOR_P99;
  const show = (times: readonly number[]) =>
    median(times).toFixed(2) + (withP99 ? ` · ${percentile(times, 0.99).toFixed(2)}` : '');
  printTable(
    [
      `${name}, ms (median${withP99 ? ' · p99' : ''} of ${rounds})`,
      ...sizes.map((size) => size.toLocaleString('en')),
      'ratio',
    ],
    Object.keys(ofSizes[0]!).map((operation) => {
      const times = ofSizes.map((ofSize) => ofSize[operation]!);
      const [before, last] = times.slice(-2).map(median);
      return [operation, ...times.map(show), (last! / before!).toFixed(1)];
    }),
  );
  console.log();
}

const { MONGODB_URL } = process.env;
if (MONGODB_URL) {
  const open = () => openMongo(MONGODB_URL);
  await compare('MongoDB’s protocol, MONGODB_URL', open, [1000, 10_000, 100_000], ROUNDS_FOR_P99);
} else {
  await compare('LMDB', openLmdb, [1000, 100_000]);
  await compare('MongoDB’s protocol, mongo-java-server', openMongoJavaServer, [1000, 100_000]);
  await compare('MongoDB’s protocol, SecantusDB', openSecantusDb, [500, 5000]);
  console.log(
    'Neither test server is MongoDB. mongo-java-server keeps no index but that of ids, and walks all documents for the rest. ' +
      'SecantusDB sorts all that an index gives it, and walks all documents for a question by id alone.',
  );
}
