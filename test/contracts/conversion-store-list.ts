import type { Test } from 'tap';
import { type Conversion, cancel, claim, STATUSES } from '../../src/domain/conversion.ts';
import type { ConversionStore, ListFilter } from '../../src/domain/ports.ts';
import { type OpenStore, openFor } from './conversion-store.ts';
import { NOON, nextId, sampleConversion } from './sample-conversion.ts';

const TARGETS = ['glb', 'stl', 'step'] as const;
const TAGS = [undefined, 'a', 'b'];

export async function conversionStoreListContract(t: Test, open: OpenStore): Promise<void> {
  await t.test('an empty store lists nothing', async (t) => {
    const { store } = await openFor(t, open);
    const nothing = { conversions: [], total: 0, totalIsExact: true, hasMore: false };
    t.strictSame(await store.list({}, { limit: 10, skip: 0 }), nothing);
    t.strictSame(await store.list({ status: 'failed', tag: 'x' }, { limit: 10, skip: 5 }), nothing);
    t.strictSame(await store.list({}, { limit: 10, after: nextId() }), nothing);
  });

  await t.test('every filter, by page and by cursor, newest first', async (t) => {
    const { store } = await openFor(t, open);
    const all = await fill(store, 90);
    for (const status of [undefined, ...STATUSES]) {
      for (const targetFormat of [undefined, ...TARGETS]) {
        for (const tag of TAGS) {
          const filter: ListFilter = {
            ...(status && { status }),
            ...(targetFormat && { targetFormat }),
            ...(tag && { tag }),
          };
          const expected = all.filter((conversion) => matches(conversion, filter)).reverse();
          const pages = await readPages(store, filter, 7, expected.length);
          t.strictSame(idsOf(pages), idsOf(expected), `pages of ${JSON.stringify(filter)}`);
          const cursors = await readByCursor(store, filter, 7, expected.length);
          t.strictSame(idsOf(cursors), idsOf(expected), `cursors of ${JSON.stringify(filter)}`);
        }
      }
    }
    const { conversions } = await store.list({}, { limit: 100, skip: 0 });
    t.strictSame(conversions, all.toReversed(), 'whole conversions, not their ids alone');
  });

  await t.test('hasMore is true only where something follows', async (t) => {
    const { store } = await openFor(t, open);
    const all = await fill(store, 6);
    const page = async (limit: number, skip: number) => (await store.list({}, { limit, skip })).hasMore;
    t.strictSame([await page(5, 0), await page(6, 0), await page(7, 0)], [true, false, false]);
    t.strictSame([await page(3, 2), await page(3, 3), await page(3, 4)], [true, false, false]);
    const beyond = await store.list({}, { limit: 3, skip: 1000 });
    t.strictSame(
      beyond,
      { conversions: [], total: 6, totalIsExact: true, hasMore: false },
      'a page past the end',
    );
    const oldest = await store.list({}, { limit: 3, after: all[0]!.id });
    t.strictSame(
      oldest,
      { conversions: [], total: 6, totalIsExact: true, hasMore: false },
      'a cursor at the end',
    );
    t.equal((await store.list({}, { limit: 3, after: all[3]!.id })).hasMore, false);
    t.equal((await store.list({}, { limit: 2, after: all[3]!.id })).hasMore, true);
  });

  await t.test('a cursor neither repeats nor misses while others are inserted', async (t) => {
    const { store } = await openFor(t, open);
    const before = await fill(store, 20);
    const seen: Conversion[] = [];
    let window: { limit: number; skip: number } | { limit: number; after: string } = { limit: 3, skip: 0 };
    for (;;) {
      const { conversions, hasMore } = await store.list({}, window);
      seen.push(...conversions);
      if (!hasMore) break;
      await fill(store, 2);
      window = { limit: 3, after: conversions.at(-1)!.id };
    }
    t.strictSame(idsOf(seen), idsOf(before.toReversed()));
  });

  await t.test('a cursor whose conversion was removed goes on where it stood', async (t) => {
    const { store } = await openFor(t, open);
    const [oldest, second, third] = await fill(store, 4);
    await store.remove(third!.id);
    const { conversions } = await store.list({}, { limit: 9, after: third!.id });
    t.strictSame(idsOf(conversions), [second!.id, oldest!.id]);
  });

  await t.test('a conversion moves from list to list as it changes', async (t) => {
    const { store } = await openFor(t, open);
    const pending = sampleConversion({ tag: 'moving' });
    await store.insert(pending);
    const totals = async () =>
      await Promise.all(
        (['pending', 'in_progress', 'cancelled'] as const).map(
          async (status) => (await store.list({ status, tag: 'moving' }, { limit: 1, skip: 0 })).total,
        ),
      );
    t.strictSame(await totals(), [1, 0, 0]);
    const lease = { owner: 'w', until: NOON };
    const claimed = await store.transition(pending.id, 1, claim(pending, lease, NOON));
    t.strictSame(await totals(), [0, 1, 0]);
    await store.transition(pending.id, 2, cancel(claimed!, NOON));
    t.strictSame(await totals(), [0, 0, 1]);
    t.strictSame((await store.list({ tag: 'moving' }, { limit: 9, skip: 0 })).total, 1);
  });

  await t.test('a tag may be any text, and only the very same one matches', async (t) => {
    const { store } = await openFor(t, open);
    const tags = ['', '*', 'a/b', 'a', 'A', 'a ', 'ä', '日本語 🚀', 'a\u0000b', '$ne', 'x'.repeat(5000)];
    for (const tag of tags) await store.insert(sampleConversion({ tag }));
    await store.insert(sampleConversion());
    for (const tag of tags) {
      const { conversions, total } = await store.list({ tag }, { limit: 9, skip: 0 });
      t.strictSame(
        { tags: conversions.map((conversion) => conversion.tag), total },
        { tags: [tag], total: 1 },
        JSON.stringify(tag.slice(0, 20)),
      );
    }
  });

  await t.test('counts: by status, and of pending ones before an id up to a limit', async (t) => {
    const { store } = await openFor(t, open);
    const all = await fill(store, 40);
    const countOf = (status: string) => all.filter((conversion) => conversion.status === status).length;
    t.strictSame(
      await store.countByStatus(1000),
      Object.fromEntries(STATUSES.map((status) => [status, countOf(status)])),
    );
    for (const [status, counted] of Object.entries(await store.countByStatus(3)))
      t.ok(counted >= Math.min(3, countOf(status)) && counted <= countOf(status), `${status} at least to 3`);
    const pending = countOf('pending');
    const asked = [0, 1, pending - 1, pending, pending + 1, 10_000];
    t.strictSame(await Promise.all(asked.map((atMost) => store.countPending(atMost))), [
      0,
      1,
      pending - 1,
      pending,
      pending,
      pending,
    ]);
    const last = all.at(-1)!;
    const older = all.filter(({ status, id }) => status === 'pending' && id < last.id).length;
    t.ok(older > 5, 'enough for the cap to matter');
    t.equal(await store.countPendingBefore(last.id, 1000), older);
    t.equal(await store.countPendingBefore(last.id, older), older);
    t.equal(await store.countPendingBefore(last.id, older - 1), older - 1);
    t.equal(await store.countPendingBefore(last.id, 1), 1);
    t.equal(await store.countPendingBefore(last.id, 0), 0);
    t.equal(await store.countPendingBefore(all[0]!.id, 1000), 0, 'nothing is older than the oldest');
  });
}

/** Conversions of every status, target and tag in turn, oldest first. */
async function fill(store: ConversionStore, count: number): Promise<Conversion[]> {
  const made = Array.from({ length: count }, (_, n) => {
    const tag = TAGS[Math.floor(n / 2) % TAGS.length];
    return sampleConversion({
      status: STATUSES[n % STATUSES.length]!,
      targetFormat: TARGETS[Math.floor(n / 3) % TARGETS.length]!,
      ...(tag === undefined ? {} : { tag }),
    });
  });
  // Not in the order of their ids: several processes insert at once.
  for (const conversion of [...made.filter((_, n) => n % 2 === 1), ...made.filter((_, n) => n % 2 === 0)]) {
    await store.insert(conversion);
  }
  return made;
}

const matches = (conversion: Conversion, filter: ListFilter): boolean =>
  (filter.status === undefined || conversion.status === filter.status) &&
  (filter.targetFormat === undefined || conversion.targetFormat === filter.targetFormat) &&
  (filter.tag === undefined || conversion.tag === filter.tag);

async function readPages(store: ConversionStore, filter: ListFilter, limit: number, total: number) {
  const read: Conversion[] = [];
  for (let skip = 0; ; skip += limit) {
    const page = await store.list(filter, { limit, skip });
    if (page.total !== total || !page.totalIsExact) throw new Error(`total is ${page.total}, not ${total}`);
    if (page.conversions.length > limit) throw new Error('more than the limit');
    read.push(...page.conversions);
    if (!page.hasMore) return read;
  }
}

async function readByCursor(store: ConversionStore, filter: ListFilter, limit: number, total: number) {
  const read: Conversion[] = [];
  for (let after = 'f'.repeat(24); ; ) {
    const page = await store.list(filter, { limit, after });
    if (page.total !== total || !page.totalIsExact) throw new Error(`total is ${page.total}, not ${total}`);
    read.push(...page.conversions);
    if (!page.hasMore) return read;
    after = page.conversions.at(-1)!.id;
  }
}

const idsOf = (conversions: Conversion[]): string[] => conversions.map(({ id }) => id);
