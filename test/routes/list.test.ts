import t from 'tap';
import { buildTestApp, type TestApp } from '../support/build-test-app.ts';

const LIST = '/api/v1/conversions';

interface Page {
  page: number | null;
  limit: number;
  total: number;
  total_is_exact: boolean;
  data: { id: string; status: string; target_format: string; tag?: string; queue_position?: number }[];
  has_more: boolean;
  next_cursor: string | null;
}

async function list({ app }: TestApp, query: Record<string, string | number> = {}): Promise<Page> {
  const response = await app.inject({ url: LIST, query: query as Record<string, string> });
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body}`);
  return response.json();
}

const idsOf = ({ data }: Page) => data.map(({ id }) => id);

t.test('filters, alone and together, with their totals', async (t) => {
  const test = await buildTestApp(t);
  const { drive } = test;
  const a = await drive.pending({ tag: 'a', targetFormat: 'glb' });
  const b = await drive.completed({ tag: 'a', targetFormat: 'obj' });
  const c = await drive.completed({ tag: 'b', targetFormat: 'glb' });
  const d = await drive.failed({ targetFormat: 'glb' });
  const e = await drive.cancelled({ tag: 'a', targetFormat: 'glb' });
  const f = await drive.inProgress({ tag: 'a.b:c-d_e', targetFormat: 'obj' });
  const cases: [Record<string, string>, (typeof a)[]][] = [
    [{}, [f, e, d, c, b, a]],
    [{ status: 'completed' }, [c, b]],
    [{ status: 'in_progress' }, [f]],
    [{ target_format: 'glb' }, [e, d, c, a]],
    [{ target_format: '.GLB' }, [e, d, c, a]],
    [{ tag: 'a' }, [e, b, a]],
    [{ tag: 'a.b:c-d_e' }, [f]],
    [{ tag: 'nobody' }, []],
    [{ tag: 'a', target_format: 'glb' }, [e, a]],
    [{ tag: 'a', target_format: 'glb', status: 'pending' }, [a]],
    [{ status: 'failed', target_format: 'obj' }, []],
    [{ status: '', target_format: '', tag: 'b' }, [c]],
  ];
  for (const [query, expected] of cases) {
    const page = await list(test, query);
    const name = JSON.stringify(query);
    t.strictSame(
      idsOf(page),
      expected.map(({ id }) => id),
      name,
    );
    t.strictSame(
      [page.total, page.total_is_exact, page.has_more, page.next_cursor],
      [expected.length, true, false, null],
      name,
    );
  }
});

t.test('pages for people', async (t) => {
  const test = await buildTestApp(t);
  const newestFirst: string[] = [];
  for (let n = 0; n < 7; n++) newestFirst.unshift((await test.drive.pending()).id);
  const pages = [];
  for (const page of [1, 2, 3, 4]) pages.push(await list(test, { page, limit: 3 }));
  t.strictSame(pages.flatMap(idsOf), newestFirst);
  t.strictSame(
    pages.map(({ page, limit, total, data, has_more }) => [page, limit, total, data.length, has_more]),
    [
      [1, 3, 7, 3, true],
      [2, 3, 7, 3, true],
      [3, 3, 7, 1, false],
      [4, 3, 7, 0, false],
    ],
  );
  t.strictSame((await list(test, { limit: 7 })).has_more, false, 'exactly full');
  t.strictSame(
    (await list(test, { limit: 100 })).data.map((one) => one.queue_position),
    [7, 6, 5, 4, 3, 2, 1],
  );
});

t.test('a total that the store did not count to its end says so', async (t) => {
  const test = await buildTestApp(t, ({ store }) => ({
    store: {
      ...store,
      list: async (...asked) => ({ ...(await store.list(...asked)), total: 10_000, totalIsExact: false }),
    },
  }));
  await test.drive.pending();
  t.match(await list(test, {}), { total: 10_000, total_is_exact: false, data: [{}], has_more: false });
});

t.test('a cursor sees each conversion once, whatever is added meanwhile', async (t) => {
  const test = await buildTestApp(t);
  const newestFirst: string[] = [];
  for (let n = 0; n < 10; n++) newestFirst.unshift((await test.drive.pending({ tag: 'seen' })).id);
  let page = await list(test, { tag: 'seen', limit: 3 });
  const seen = idsOf(page);
  const sizes = [page.data.length];
  while (page.next_cursor !== null) {
    await test.drive.pending({ tag: 'seen' });
    page = await list(test, { tag: 'seen', limit: 3, cursor: page.next_cursor });
    t.equal(page.page, null);
    seen.push(...idsOf(page));
    sizes.push(page.data.length);
  }
  t.strictSame(seen, newestFirst);
  t.strictSame(sizes, [3, 3, 3, 1]);
  t.equal(page.total, 13, 'the total counts the newer ones');
});

t.test('a cursor survives the deletion of what it points at', async (t) => {
  const test = await buildTestApp(t);
  const made = [];
  for (let n = 0; n < 4; n++) made.unshift((await test.drive.completed()).id);
  const { next_cursor } = await list(test, { limit: 2 });
  await test.app.inject({ method: 'DELETE', url: `${LIST}/${made[1]}` });
  t.strictSame(idsOf(await list(test, { cursor: next_cursor! })), made.slice(2));
});

t.test('forged and strange parameters are refused by name', async (t) => {
  const test = await buildTestApp(t);
  for (let n = 0; n < 3; n++) await test.drive.pending({ tag: 'a' });
  const cursor = (await list(test, { limit: 1, tag: 'a' })).next_cursor!;
  t.equal((await list(test, { cursor, tag: 'a' })).data.length, 2);
  const flipped = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1);
  const cases: [string, string][] = [
    [`cursor=${cursor}`, 'cursor_invalid'], // without its filter
    [`cursor=${cursor}&tag=b`, 'cursor_invalid'],
    [`cursor=${cursor}&tag=a&status=pending`, 'cursor_invalid'],
    [`cursor=${flipped}&tag=a`, 'cursor_invalid'],
    [`cursor=${cursor}A&tag=a`, 'cursor_invalid'],
    [`cursor=${cursor.slice(0, -2)}&tag=a`, 'cursor_invalid'],
    ['cursor=0123456789abcdef01234567', 'cursor_invalid'],
    ['cursor=%00', 'cursor_invalid'],
    [`cursor=${'A'.repeat(5000)}`, 'cursor_invalid'],
    [`cursor=${cursor}&tag=a&page=2`, 'query_invalid'],
    ['cursor=x&cursor=y', 'cursor_invalid'],
    ['page=1&page=2', 'page_invalid'],
    ['page=9007199254740993', 'page_invalid'],
    ['page=10001', 'page_invalid'],
    ['limit=1e999', 'limit_invalid'],
    ['limit=true', 'limit_invalid'],
    ['status=pending&status=failed', 'status_invalid'],
    ['status=__proto__', 'status_invalid'],
    ['target_format=docx', 'target_format_unknown'],
    ['target_format=obj&target_format=glb', 'target_format_unknown'],
    ['tag=two%20words', 'tag_invalid'],
    [`tag=${'x'.repeat(65)}`, 'tag_invalid'],
  ];
  for (const [query, code] of cases) {
    const response = await test.app.inject(`${LIST}?${query}`);
    t.strictSame([response.statusCode, response.json().code], [400, code], query.slice(0, 80));
  }
  t.equal((await list(test, { unknown: 'parameter' })).total, 3, 'unknown parameters are ignored');
  t.match((await test.app.inject(`${LIST}?page=0&limit=0`)).json().errors, [
    { pointer: '/page' },
    { pointer: '/limit' },
  ]);
});
