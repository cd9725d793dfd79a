// Which indexes the questions of the store use: as the rules of MongoDB have it, and as a server explains it.
import type { Document } from 'mongodb';
import t, { type Test } from 'tap';
import { cancel, STATUSES } from '../../src/domain/conversion.ts';
import type { ListFilter, StaleQuestion } from '../../src/domain/ports.ts';
import { INDEXES } from '../../src/store/mongo-documents.ts';
import { type IndexKey, nameOf } from '../../src/store/mongo-indexes.ts';
import { NOON, nextId, sampleConversion } from '../contracts/sample-conversion.ts';
import { NEEDS_MONGODB, onEachServer, openRecordedStore, type RecordedStore } from './mongo-test-store.ts';

const FILTERS: readonly ListFilter[] = [undefined, 'failed' as const].flatMap((status) =>
  [undefined, 'glb' as const].flatMap((targetFormat) =>
    [undefined, 'a'].map((tag) => ({
      ...(status && { status }),
      ...(targetFormat && { targetFormat }),
      ...(tag && { tag }),
    })),
  ),
);
const ID: IndexKey = { _id: 1 };
const UNANNOUNCED: IndexKey = { status: 1, announcedAt: 1, notBefore: 1, _id: 1 };

interface Asked {
  what: string;
  index: IndexKey;
  ask(recorded: RecordedStore): Promise<unknown>;
}

const listIndex = (filter: ListFilter): IndexKey => {
  const fields = Object.keys(filter).map((field) => [field, 1]);
  return fields.length === 0 ? ID : Object.fromEntries([...fields, ['_id', -1]]);
};
const stale = (question: StaleQuestion, index: IndexKey): Asked => ({
  what: question.kind,
  index,
  ask: ({ store }) => store.findStale(question, 10),
});

const QUESTIONS: readonly Asked[] = [
  ...FILTERS.flatMap((filter): Asked[] => [
    {
      what: `a page of ${JSON.stringify(filter)} and its total`,
      index: listIndex(filter),
      ask: ({ store }) => store.list(filter, { limit: 5, skip: 10 }),
    },
    {
      what: `after a cursor in ${JSON.stringify(filter)} and its total`,
      index: listIndex(filter),
      ask: ({ store }) => store.list(filter, { limit: 5, after: nextId() }),
    },
  ]),
  stale({ kind: 'unannounced', now: NOON, announcedBefore: NOON }, UNANNOUNCED),
  stale({ kind: 'lease_lost', until: NOON }, { status: 1, leaseUntil: 1, _id: 1 }),
  stale({ kind: 'expired', at: NOON }, { expiresAt: 1, _id: 1 }),
  {
    what: 'the place in the queue',
    index: { status: 1, _id: -1 },
    ask: ({ store }) => store.countPendingBefore(nextId(), 9),
  },
  { what: 'the queue', index: { status: 1, _id: -1 }, ask: ({ store }) => store.countPending(9) },
  { what: 'counts by status', index: { status: 1, _id: -1 }, ask: ({ store }) => store.countByStatus(9) },
];

t.test(
  'every question has an index that begins with what is asked and goes on with the order',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const recorded = await openFilled(t, url);
    const known = new Set([ID, ...INDEXES].map(nameOf));
    for (const question of QUESTIONS) {
      const commands = await commandsOf(recorded, question);
      t.ok(
        commands.length > 0 && known.has(nameOf(question.index)),
        `${question.what}: ${nameOf(question.index)}`,
      );
      for (const command of commands) {
        const { filter, sort } = questionOf(command);
        if (!servesInOrder(question.index, filter, sort))
          t.fail(`${nameOf(question.index)} does not serve it`, { filter, sort });
      }
    }
  }),
);

t.test(
  'every change and every look at one conversion names its id',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const recorded = await openFilled(t, url);
    const { store, commands } = recorded;
    const conversion = sampleConversion();
    await store.insert(conversion);
    commands.length = 0;
    await store.find(conversion.id);
    await store.transition(conversion.id, 1, cancel(conversion, NOON));
    await store.remove(conversion.id);
    const filters = commands.map((c) => c.filter ?? c.updates?.[0].q ?? c.deletes?.[0].q);
    t.strictSame(
      filters.map(({ _id }) => _id),
      Array(3).fill(conversion.id), // what was just read is not read again before its change
      JSON.stringify(commands),
    );
  }),
);

t.test(
  'a server that explains uses these indexes and scans nothing',
  NEEDS_MONGODB,
  onEachServer(async (t, url) => {
    const recorded = await openFilled(t, url);
    const planner = await examinePlanner(recorded);
    if (planner === undefined) return void t.comment('NOT RUN: this server does not explain');
    for (const [what, can] of Object.entries(planner)) if (!can) t.comment(`NOT CHECKED: ${what}`);
    for (const question of QUESTIONS) {
      for (const command of await commandsOf(recorded, question)) {
        if (question.index === ID && !planner[IDS]) continue;
        if (rangesOf(questionOf(command).filter).length > 1 && !planner[TWO_RANGES]) continue;
        const explained = await plan(recorded, command);
        t.strictSame(
          explained?.indexes,
          [question.index === ID ? '_id_' : nameOf(question.index)],
          question.what,
        );
        t.notOk(explained?.stages.includes('COLLSCAN'));
        if (planner[ORDER]) t.notOk(explained?.stages.includes('SORT'));
      }
    }
  }),
);

const IDS = 'questions by id alone, which this server answers by a scan whatever they are';
const TWO_RANGES = 'ranges of two fields, for which this server uses no index whatever it is';
const ORDER = 'that nothing is sorted; this server sorts whatever an index gives it';

/** What a server that explains can do at all, by questions that MongoDB answers from an index. */
async function examinePlanner(recorded: RecordedStore): Promise<Record<string, boolean> | undefined> {
  await recorded.connection.database.collection('control').createIndex({ a: 1, b: 1 });
  const ask = async (filter: Document, sort: Document) => {
    const explained = await plan(recorded, { find: 'control', filter, sort });
    return explained?.stages;
  };
  const order = await ask({ a: 1 }, { b: 1 });
  if (order === undefined) return undefined;
  return {
    [IDS]: !(await ask({ _id: { $gt: '' } }, { _id: 1 }))?.includes('COLLSCAN'),
    [TWO_RANGES]: !(await ask({ a: { $gt: 1 }, b: { $gt: 1 } }, { a: 1 }))?.includes('COLLSCAN'),
    [ORDER]: !order.includes('SORT'),
  };
}

async function openFilled(t: Test, url: string): Promise<RecordedStore> {
  const recorded = await openRecordedStore(url);
  t.teardown(recorded.close);
  for (let n = 0; n < 30; n++)
    await recorded.store.insert(
      sampleConversion({ status: STATUSES[n % STATUSES.length]!, ...(n % 2 ? { tag: 'a' } : {}) }),
    );
  return recorded;
}

async function commandsOf(recorded: RecordedStore, { ask }: Asked): Promise<Document[]> {
  recorded.commands.length = 0;
  await ask(recorded);
  return recorded.commands.filter((command) => 'find' in command || 'aggregate' in command);
}

/** What a find, or the aggregate of countDocuments, asks for. */
const questionOf = ({
  filter,
  sort,
  pipeline,
}: Document): { filter: Document; sort: [string, number][] } => ({
  filter: filter ?? pipeline[0].$match,
  sort: sort instanceof Map ? [...sort] : Object.entries(sort ?? {}),
});

const isEquality = (condition: unknown): boolean => condition === null || typeof condition !== 'object';

const rangesOf = (filter: Document): string[] =>
  Object.keys(filter).filter((field) => !isEquality(filter[field]));

/** MongoDB's rule: fields that are asked for equality may lead; then come the fields of the order, or of the range. */
function servesInOrder(index: IndexKey, filter: Document, sort: [string, number][]): boolean {
  const ranges = rangesOf(filter);
  const isEqual = (field: string) => field in filter && !ranges.includes(field);
  const keys = Object.entries(index);
  const firstOther = keys.findIndex(([field]) => !isEqual(field));
  const rest = keys.slice(firstOther);
  const ordered = sort.filter(([field]) => !isEqual(field));
  const turn = ordered.length === 0 ? 1 : rest[0]![1] * ordered[0]![1];
  return (
    Object.keys(filter).every((field) => field in index) &&
    ordered.every(([field, direction], n) => rest[n]?.[0] === field && rest[n][1] * turn === direction) &&
    (ranges.length === 0 || ranges.includes(rest[0]![0]))
  );
}

interface Plan {
  stages: string[];
  indexes: string[];
}

/** Undefined where the server does not explain. */
async function plan({ connection }: RecordedStore, command: Document): Promise<Plan | undefined> {
  const OF_THE_SESSION = ['lsid', '$db', '$clusterTime', 'txnNumber', '$readPreference'];
  const bare = Object.fromEntries(Object.entries(command).filter(([name]) => !OF_THE_SESSION.includes(name)));
  try {
    const explained = await connection.database.command({ explain: bare, verbosity: 'queryPlanner' });
    const found: Plan = { stages: [], indexes: [] };
    const planner = explained.queryPlanner ?? explained.stages[0].$cursor.queryPlanner;
    collect(planner.winningPlan, found);
    return found;
  } catch (error) {
    if (/no such command/i.test(String(error))) return undefined;
    throw error;
  }
}

function collect(node: unknown, found: Plan): void {
  if (node === null || typeof node !== 'object') return;
  const { stage, indexName } = node as { stage?: unknown; indexName?: unknown };
  if (typeof stage === 'string') found.stages.push(stage);
  if (typeof indexName === 'string') found.indexes.push(indexName);
  for (const inner of Object.values(node)) collect(inner, found);
}
