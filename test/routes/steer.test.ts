import t from 'tap';
import { until } from '../contracts/until.ts';
import { buildTestApp, type TestApp } from '../support/build-test-app.ts';
import { consumeEvery } from '../support/consume-every.ts';

const UPLOADS = '/api/v1/conversions';
const UNKNOWN_ID = '0123456789abcdef01234567';

const post = ({ app }: TestApp, path: string) => app.inject({ method: 'POST', url: `${UPLOADS}/${path}` });
const remove = ({ app }: TestApp, id: string) => app.inject({ method: 'DELETE', url: `${UPLOADS}/${id}` });

t.test('cancel stops what has not ended and tells the worker', async (t) => {
  const test = await buildTestApp(t, { config: { keepForMs: 3_600_000 } });
  const told: string[] = [];
  await test.bus.watchCancel(({ id }) => told.push(id));
  for (const { id, revision } of [await test.drive.pending(), await test.drive.inProgress()]) {
    const response = await post(test, `${id}/cancel`);
    t.equal(response.statusCode, 202);
    const body = response.json();
    t.match(body, { id, status: 'cancelled', completed_at: String });
    t.equal(Date.parse(body.expires_at) - Date.parse(body.completed_at), 3_600_000);
    t.equal(response.headers.etag, `W/"${revision + 1}"`);
    await until('the worker is told', () => told.includes(id));
    t.equal((await post(test, `${id}/cancel`)).json().code, 'conversion_already_ended');
  }
});

t.test('cancel refuses what has ended', async (t) => {
  const test = await buildTestApp(t);
  const { drive } = test;
  for (const { id } of [await drive.completed(), await drive.failed(), await drive.cancelled()]) {
    const before = await test.store.find(id);
    const response = await post(test, `${id}/cancel`);
    t.match([response.statusCode, response.json().code], [409, 'conversion_already_ended']);
    t.strictSame(await test.store.find(id), before, 'a terminal status never changes');
  }
});

t.test('retry makes a new conversion that owns its file', async (t) => {
  const test = await buildTestApp(t);
  const announced: string[] = [];
  await consumeEvery(test.bus, async ({ id }) => {
    announced.push(id);
    return { kind: 'done' };
  });
  const bytes = Buffer.from('solid again\nendsolid again\n');
  const given = { fileName: 'Gehäuse.stl', bytes, tag: 'a', options: { target_unit: 'in' } };
  for (const ended of [
    await test.drive.failed(given),
    await test.drive.completed(given),
    await test.drive.cancelled(given),
  ]) {
    const response = await post(test, `${ended.id}/retry`);
    t.equal(response.statusCode, 201, response.body);
    const { id, status, message } = response.json();
    t.strictSame([status, message], ['pending', 'Conversion created successfully']);
    t.equal(response.headers.location, `${UPLOADS}/${id}`);
    t.not(id, ended.id);
    t.match((await test.app.inject(`${UPLOADS}/${id}`)).json(), {
      retry_of: ended.id,
      file_name: 'Gehäuse.stl',
      tag: 'a',
      options: { target_unit: 'in' },
      attempt: 0,
      sha256: ended.original.sha256,
    });
    await until('it is announced', () => announced.includes(id));
    t.strictSame(await test.store.find(ended.id), ended, 'the old one stays as it is');
    t.equal((await remove(test, ended.id)).statusCode, 204);
    t.equal((await test.app.inject(`${UPLOADS}/${id}/files?type=original`)).body, bytes.toString());
  }
});

t.test('retry refuses what has not ended or has no file', async (t) => {
  const test = await buildTestApp(t);
  const { drive } = test;
  for (const { id } of [await drive.pending(), await drive.inProgress()])
    t.match((await post(test, `${id}/retry`)).json(), { status: 409, code: 'conversion_not_ended' });
  t.match((await post(test, `${(await drive.expired()).id}/retry`)).json(), {
    status: 410,
    code: 'file_expired',
  });
  const swept = await drive.failed();
  await test.storage.removeAll(swept.id);
  t.match((await post(test, `${swept.id}/retry`)).json(), { status: 410, code: 'file_expired' });
  t.equal((await test.store.list({}, { limit: 1, skip: 0 })).total, 4, 'none was made');
});

t.test('delete removes the record and the files, in every state', async (t) => {
  const test = await buildTestApp(t);
  const { drive } = test;
  const told: string[] = [];
  await test.bus.watchCancel(({ id }) => told.push(id));
  const bystander = await drive.completed();
  const running = await drive.inProgress();
  for (const { id } of [
    await drive.pending(),
    running,
    await drive.completed(),
    await drive.failed(),
    await drive.expired(),
  ]) {
    const response = await remove(test, id);
    t.strictSame([response.statusCode, response.body], [204, '']);
    t.equal((await test.app.inject(`${UPLOADS}/${id}`)).statusCode, 404);
    t.equal((await test.app.inject(`${UPLOADS}/${id}/files?type=original`)).statusCode, 404);
    t.equal((await remove(test, id)).statusCode, 404, 'once');
  }
  t.ok(told.includes(running.id), 'the engine is told to stop');
  const keys = await test.keys();
  t.ok(
    keys.length === 2 && keys.every((key) => key.includes(bystander.id)),
    'only the files of the other are left',
  );
});

t.test('steering what is not there', async (t) => {
  const test = await buildTestApp(t);
  for (const response of [
    await post(test, `${UNKNOWN_ID}/cancel`),
    await post(test, `${UNKNOWN_ID}/retry`),
    await remove(test, UNKNOWN_ID),
  ])
    t.match(response.json(), { status: 404, code: 'conversion_not_found', error: 'Conversion not found' });
  for (const response of [await post(test, 'x/cancel'), await post(test, 'x/retry'), await remove(test, 'x')])
    t.match(response.json(), { status: 400, code: 'id_malformed' });
});

t.test('bodies that nobody asked for are ignored', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.pending();
  for (const [type, payload] of [
    ['application/json', ''],
    ['application/json', '{"broken":'],
    ['text/csv', 'a,b'],
    ['application/x-www-form-urlencoded', 'a=b'],
  ] as const) {
    const url = `${UPLOADS}/${id}/cancel`;
    const response = await test.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': type },
      payload,
    });
    t.ok([202, 409].includes(response.statusCode), `${type}: ${response.body}`);
  }
  const headers = { 'content-type': 'application/json' };
  t.equal((await test.app.inject({ method: 'DELETE', url: `${UPLOADS}/${id}`, headers })).statusCode, 204);
});

t.test('a retry with an Idempotency-Key happens once', async (t) => {
  const { app, drive, store } = await buildTestApp(t);
  const { id } = await drive.completed();
  const retry = (key: string, which = id) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/conversions/${which}/retry`,
      headers: { 'idempotency-key': key },
    });
  const first = await retry('a');
  t.match([first.statusCode, first.headers['idempotency-replayed']], [201, undefined]);
  const again = await retry('a');
  t.match(
    [again.statusCode, again.json().id, again.headers.location],
    [201, first.json().id, first.headers.location],
  );
  t.equal(again.headers['idempotency-replayed'], 'true');
  t.equal((await store.list({}, { limit: 1, skip: 0 })).total, 2);
  const reused = await retry('a', (await drive.completed()).id);
  t.match([reused.statusCode, reused.json().code], [422, 'idempotency_key_reused']);
  const invalid = await retry('a b');
  t.match([invalid.statusCode, invalid.json().code], [400, 'idempotency_key_invalid']);
});
