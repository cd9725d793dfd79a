import t from 'tap';
import { buildTestApp, listen, type TestApp } from '../support/build-test-app.ts';
import { consumeEvery } from '../support/consume-every.ts';
import { goodForm } from '../support/multipart.ts';
import { waitUntil } from '../support/wait-until.ts';

const UPLOADS = '/api/v1/conversions';
const UNKNOWN_ID = '0123456789abcdef01234567';

/** A test app whose long polls can be seen to wait: nothing is changed before one really waits. */
async function buildWaiting(t: Parameters<typeof buildTestApp>[0]) {
  let looks = 0;
  const test = await buildTestApp(t, ({ store }) => ({
    store: {
      ...store,
      find: (id) => {
        looks += 1;
        return store.find(id);
      },
    },
  }));
  return {
    ...test,
    /** Resolves once a poll that starts with `poll` has looked into the store and waits. */
    async waiting<T>(poll: () => Promise<T>): Promise<Promise<T>[]> {
      const before = looks;
      const polling = poll();
      await waitUntil('the poll has looked', () => looks > before);
      return [polling]; // in an array, or `await` would wait for the poll itself
    },
  };
}

const get = ({ app }: Pick<TestApp, 'app'>, path: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `${UPLOADS}/${path}`, headers });

t.test('?wait= answers when it has ended', async (t) => {
  const test = await buildWaiting(t);
  const { drive, waiting } = test;
  const { id } = await drive.pending();
  const [polling] = await waiting(() => get(test, `${id}?wait=60`));
  await drive.start(id);
  await drive.advance(id, { stage: 'reading', progress: 50 });
  await drive.complete(id);
  const ended = await polling!;
  t.match(ended.json(), { status: 'completed', progress: 100 });
  t.equal((await get(test, `${id}?wait=60`)).json().status, 'completed', 'at once where it has ended');
  const again = await get(test, `${id}?wait=60`, { 'if-none-match': String(ended.headers.etag) });
  t.equal(again.statusCode, 304, 'at once: nothing more will change');
});

t.test('?wait= with If-None-Match answers on any change', async (t) => {
  const test = await buildWaiting(t);
  const { drive, waiting } = test;
  const { id } = await drive.pending();
  const [polling] = await waiting(() => get(test, `${id}?wait=60`, { 'if-none-match': 'W/"1"' }));
  await drive.start(id);
  t.match((await polling!).json(), { status: 'in_progress' });
  t.equal(
    (await get(test, `${id}?wait=60`, { 'if-none-match': 'W/"1"' })).statusCode,
    200,
    'changed already',
  );
});

t.test('?wait= is over in time, with what is there', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.inProgress();
  const began = performance.now();
  t.equal((await get(test, `${id}?wait=0.2`)).json().status, 'in_progress');
  t.equal((await get(test, `${id}?wait=0.2`, { 'if-none-match': 'W/"2"' })).statusCode, 304);
  t.ok(performance.now() - began >= 390, 'it did wait, twice');
  t.equal((await get(test, `${id}?wait=0`)).statusCode, 200);
  for (const wait of ['-1', 'x', '1e999'])
    t.equal((await get(test, `${id}?wait=${wait}`)).json().code, 'query_invalid');
  t.equal((await get(test, `${UNKNOWN_ID}?wait=60`)).statusCode, 404, 'at once');
});

t.test('?wait= ends when the conversion is deleted', async (t) => {
  const test = await buildWaiting(t);
  const { app, drive, waiting } = test;
  const gone = await drive.pending();
  const [first] = await waiting(() => get(test, `${gone.id}?wait=60`));
  t.equal((await app.inject({ method: 'DELETE', url: `${UPLOADS}/${gone.id}` })).statusCode, 204);
  const { status, code } = (await first!).json();
  t.ok(status === 'cancelled' || code === 'conversion_not_found', 'a delete cancels first');
});

t.test('?wait= ends when the server closes', async (t) => {
  const test = await buildWaiting(t);
  const { id } = await test.drive.pending();
  const { url } = await listen(t, test.app);
  const [polling] = await test.waiting(() => fetch(`${url}${UPLOADS}/${id}?wait=60`));
  await test.app.close();
  t.equal((await polling!).status, 200);
});

t.test('?wait= does not wait while draining', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.pending();
  test.readiness.draining = true;
  t.equal((await get(test, `${id}?wait=60`)).json().status, 'pending');
});

t.test('a poller that goes away stops waiting', async (t) => {
  const test = await buildWaiting(t);
  const { id } = await test.drive.pending();
  const { url } = await listen(t, test.app);
  const controller = new AbortController();
  const [polling] = await test.waiting(() =>
    fetch(`${url}${UPLOADS}/${id}?wait=60`, { signal: controller.signal }).catch(() => 'aborted'),
  );
  controller.abort();
  t.equal(await polling, 'aborted');
  await waitUntil(
    'no connection is left',
    () => new Promise((resolve) => test.app.server.getConnections((_error, count) => resolve(count === 0))),
  );
});

t.test('Prefer: wait answers 200 with the finished resource, or 201 in time', async (t) => {
  const test = await buildWaiting(t);
  const upload = (prefer: string) => {
    const { headers, payload } = goodForm();
    return test.app.inject({ method: 'POST', url: UPLOADS, headers: { ...headers, prefer }, payload });
  };
  const consumer = await consumeEvery(test.bus, async ({ id }) => {
    await test.drive.start(id);
    await test.drive.complete(id);
    return { kind: 'done' };
  });
  for (const prefer of ['wait=60', 'respond-async, wait=60', 'wait="60"; x=y']) {
    const response = await upload(prefer);
    t.equal(response.statusCode, 200, prefer);
    t.match(response.json(), { status: 'completed', progress: 100, output: { file_name: 'one.obj' } });
    t.match(response.headers, {
      location: /^\/api\/v1\/conversions\/[0-9a-f]{24}$/,
      'preference-applied': 'wait=60',
    });
  }
  await consumer.stop();
  for (const prefer of ['wait=0', 'wait=x', 'return=minimal']) {
    const response = await upload(prefer);
    t.equal(response.statusCode, 201, prefer);
    t.equal(response.json().status, 'pending');
  }
});
