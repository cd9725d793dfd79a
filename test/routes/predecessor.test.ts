// What clients of the predecessor rely on: every row of the table at the end of the API contract.
import t, { type Test } from 'tap';
import { buildTestApp, type TestApp } from '../support/build-test-app.ts';
import { field, file, goodForm, multipart, type Part, TRIANGLE_STL } from '../support/multipart.ts';

const UPLOADS = '/api/v1/conversions';
const UNKNOWN_ID = '0123456789abcdef01234567';

const stl = file('one.stl', TRIANGLE_STL);
const toObj = field('target_format', 'obj');
const upload = ({ app }: TestApp, ...parts: Part[]) =>
  app.inject({ method: 'POST', url: UPLOADS, ...multipart(...parts) });

t.test('GET /api/health', async (t) => {
  const { app } = await buildTestApp(t);
  const response = await app.inject('/api/health');
  t.equal(response.statusCode, 200);
  const { message, timestamp, ...rest } = response.json();
  t.equal(message, 'ok');
  t.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  t.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
  t.strictSame(rest, {});
});

t.test('an upload is answered as before', async (t) => {
  const test = await buildTestApp(t);
  const response = await upload(test, stl, toObj);
  t.equal(response.statusCode, 201);
  const { id } = response.json();
  t.match(id, /^[0-9a-f]{24}$/);
  t.strictSame(response.json(), { id, status: 'pending', message: 'Conversion created successfully' });
  t.equal(response.headers.location, `${UPLOADS}/${id}`);
});

t.test('refused uploads keep their status and sentence, and nothing is stored', async (t) => {
  const test = await buildTestApp(t);
  const cases: [string, Part[], string | RegExp][] = [
    ['no file', [toObj], 'File is required'],
    ['file under another name', [file('one.stl', TRIANGLE_STL, 'model'), toObj], 'File is required'],
    ['file as a plain field', [field('file', TRIANGLE_STL), toObj], 'File is required'],
    ['a form control left empty', [file('', ''), toObj], 'File is required'],
    ['no target_format', [stl], 'Target format is required'],
    ['empty target_format', [stl, field('target_format', '')], 'Target format is required'],
    ['empty target_format first', [field('target_format', ''), stl], 'Target format is required'],
    ['two files', [stl, stl, toObj], 'Only one file is allowed'],
    ['two files around', [stl, toObj, file('two.stl', TRIANGLE_STL)], 'Only one file is allowed'],
    ['extension unknown', [file('one.docx', 'x'), toObj], /\.docx/],
    ['no extension', [file('one', TRIANGLE_STL), toObj], /extension/],
    ['target unknown', [stl, field('target_format', '.docx')], /\.docx/],
    ['empty file', [file('one.stl', ''), toObj], /no bytes/],
    ['no part at all', [], 'File is required'],
  ];
  for (const [name, parts, sentence] of cases) {
    const response = await upload(test, ...parts);
    t.equal(response.statusCode, 400, name);
    t.match(response.json().error, sentence, name);
    t.equal(response.headers['content-type'], 'application/problem+json', name);
  }
  t.strictSame(await test.keys(), []);
  t.equal((await test.store.list({}, { limit: 1, skip: 0 })).total, 0);
});

t.test('a body that is no form is 400 with a sentence, never 415', async (t) => {
  const { app } = await buildTestApp(t);
  const { payload } = goodForm();
  const cases: [string, Record<string, string>, string | Buffer][] = [
    ['no body', {}, ''],
    ['empty form', { 'content-type': 'multipart/form-data; boundary=x' }, ''],
    ['text', { 'content-type': 'text/plain' }, 'hello'],
    ['an unknown type', { 'content-type': 'application/octet-stream' }, 'hello'],
    ['JSON that is no request', { 'content-type': 'application/json' }, '{"target_format":"obj"}'],
    ['JSON that is no JSON', { 'content-type': 'application/json' }, '{"target_'],
    ['empty JSON', { 'content-type': 'application/json' }, ''],
    ['a large JSON', { 'content-type': 'application/json' }, JSON.stringify('x'.repeat(200_000))],
    ['a URL-encoded form', { 'content-type': 'application/x-www-form-urlencoded' }, 'target_format=obj'],
    ['no boundary', { 'content-type': 'multipart/form-data' }, payload],
    ['an empty boundary', { 'content-type': 'multipart/form-data; boundary=' }, payload],
    ['another boundary', { 'content-type': 'multipart/form-data; boundary=other' }, payload],
    ['a malformed type', { 'content-type': ';;/' }, payload],
    ['another multipart', { 'content-type': 'multipart/mixed; boundary=x' }, payload],
  ];
  for (const [name, headers, body] of cases) {
    const response = await app.inject({ method: 'POST', url: UPLOADS, headers, payload: body });
    t.equal(response.statusCode, 400, `${name}: ${response.body}`);
    t.match(response.json().error, /\w{4}/, name);
  }
});

t.test('unknown extra fields are ignored, fields may come in any order', async (t) => {
  const test = await buildTestApp(t);
  const extra = field('colour', 'blue');
  for (const parts of [
    [stl, toObj, extra],
    [toObj, stl, extra],
    [extra, toObj, stl],
    [extra, field('Target_Format', 'x'), stl, field('target_format', '.OBJ'), extra],
    [field('callback', ''), field('__proto', 'x'), stl, toObj],
  ]) {
    const response = await upload(test, ...parts);
    t.equal(response.statusCode, 201, response.body);
    const { target_format } = (await test.app.inject(response.headers.location as string)).json();
    t.equal(target_format, 'obj');
  }
});

t.test('unknown and malformed ids', async (t) => {
  const { app } = await buildTestApp(t);
  const error = async (url: string, status: number) => {
    const response = await app.inject(url);
    t.equal(response.statusCode, status, url);
    return response.json().error;
  };
  t.equal(await error(`${UPLOADS}/${UNKNOWN_ID}`, 404), 'Conversion not found');
  t.equal(await error(`${UPLOADS}/${UNKNOWN_ID}/files?type=original`, 404), 'File not found');
  for (const id of [
    'x',
    '1',
    `${UNKNOWN_ID}0`,
    '0123456789abcdef0123456g',
    'a'.repeat(300),
    '%00',
    '..%2f',
  ]) {
    t.match(await error(`${UPLOADS}/${id}`, 400), /hexadecimal/, id);
    t.match(await error(`${UPLOADS}/${id}/files?type=original`, 400), /hexadecimal/, id);
  }
});

t.test('file types', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.pending();
  const required = "File type query is required. Must be one of 'type=original', 'type=converted'";
  for (const query of ['', '?type=', '?type', '?type=&disposition=']) {
    const response = await app.inject(`${UPLOADS}/${id}/files${query}`);
    t.equal(response.statusCode, 400, query);
    t.equal(response.json().error, required, query);
  }
  for (const type of ['picture', 'Original', 'original%20', 'original&type=converted']) {
    const response = await app.inject(`${UPLOADS}/${id}/files?type=${type}`);
    t.equal(response.statusCode, 400, type);
    t.match(response.json().error, /original.*converted/, type);
  }
});

t.test('the original is there at once, the result never before its time', async (t) => {
  const { app, drive } = await buildTestApp(t);
  for (const { id } of [await drive.pending(), await drive.inProgress(), await drive.failed()]) {
    t.equal((await app.inject(`${UPLOADS}/${id}/files?type=original`)).statusCode, 200);
    t.equal((await app.inject(`${UPLOADS}/${id}/files?type=converted`)).statusCode, 409);
  }
});

t.test('list defaults and refusals', async (t) => {
  const { app, drive } = await buildTestApp(t);
  for (let n = 0; n < 12; n++) await drive.pending();
  const list = async (query: string) => (await app.inject(`${UPLOADS}${query}`)).json();
  for (const query of ['', '?page=&limit=', '?page=&limit=&status=&target_format=&tag=&cursor=']) {
    const page = await list(query);
    t.strictSame([page.page, page.limit, page.data?.length], [1, 10, 10], query);
  }
  t.match(await list('?page=2'), { page: 2, limit: 10, data: { length: 2 } });
  t.match(await list('?page=99&limit=5'), { page: 99, limit: 5, data: { length: 0 } });
  const refused = async (query: string, sentence: string | RegExp) => {
    const response = await app.inject(`${UPLOADS}?${query}`);
    t.equal(response.statusCode, 400, query);
    t.match(response.json().error, sentence, query);
  };
  for (const page of ['0', '-1', '1.5', 'x', '1e999', 'NaN'])
    await refused(`page=${page}`, 'Invalid page value. Must at least be 1');
  for (const limit of ['0', '101', '-5', '2.5', 'many']) await refused(`limit=${limit}`, /1 and 100/);
  for (const status of ['done', 'PENDING', 'pending,failed'])
    await refused(`status=${status}`, /'pending', 'in_progress', 'completed', 'failed'/);
});

t.test('the resource: progress and paths', async (t) => {
  const test = await buildTestApp(t);
  const { app, drive } = test;
  const response = await upload(test, file('Bracket.STL', TRIANGLE_STL), field('target_format', 'step'));
  const { id } = response.json();
  const look = async () => (await app.inject(`${UPLOADS}/${id}`)).json();
  const seen = [await look()];
  await drive.start(id);
  seen.push(await look());
  for (const progress of [12.7, 3, 60, 59, 250]) {
    await drive.advance(id, { stage: 'reading', progress });
    seen.push(await look());
  }
  await drive.complete(id);
  seen.push(await look());
  t.strictSame(
    seen.map(({ progress }) => progress),
    [0, 0, 12, 12, 60, 60, 99, 100],
    'whole numbers that never fall',
  );
  for (const { original_file_path, status, converted_file_path } of seen) {
    t.match(original_file_path, /\/original.*\.stl$/i);
    if (status === 'completed') t.match(converted_file_path, /\/converted.*\.step$/);
    else t.equal(converted_file_path, undefined);
  }
});

t.test('downloads', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.completed({
    fileName: 'bracket.stl',
    targetFormat: 'step',
    bytes: Buffer.from(TRIANGLE_STL),
  });
  const download = (type: string) => app.inject(`${UPLOADS}/${id}/files?type=${type}`);
  const original = await download('original');
  t.equal(original.body, TRIANGLE_STL);
  t.match(original.headers, {
    'content-disposition': /^attachment; filename="?bracket\.stl"?$/,
    'content-type': 'application/octet-stream',
    'content-length': `${TRIANGLE_STL.length}`,
  });
  t.match(
    (await download('converted')).headers['content-disposition'],
    /^attachment; filename="?bracket\.step"?$/,
  );
});

t.test('better on purpose', async (t: Test) => {
  const test = await buildTestApp(t);
  for (const target of ['obj', '.obj', 'OBJ', '.Obj', ' obj '])
    t.equal((await upload(test, stl, field('target_format', target))).statusCode, 201, target);
  const { data, total } = (await test.app.inject(`${UPLOADS}?limit=100`)).json();
  t.equal(total, 5);
  const times = data.map((one: { created_at: string; id: string }) => `${one.created_at} ${one.id}`);
  t.strictSame(times, [...times].sort().reverse(), 'newest first');
});
