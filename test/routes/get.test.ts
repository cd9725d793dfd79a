import t from 'tap';
import { buildTestApp, listen, type TestApp } from '../support/build-test-app.ts';
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

t.test('every field of the resource, in each state', async (t) => {
  const test = await buildTestApp(t);
  const { drive } = test;
  const look = async (id: string) => (await get(test, id)).json();
  const { id, original, createdAt } = await drive.pending({
    fileName: 'Gehäuse.stl',
    tag: 'a',
    options: { target_unit: 'in' },
  });
  const pending = await look(id);
  t.strictSame(pending, {
    id,
    status: 'pending',
    progress: 0,
    original_file_path: `/original/${id}/Gehäuse.stl`,
    stage: 'queued',
    attempt: 0,
    max_attempts: 3,
    source_format: 'stl',
    target_format: 'obj',
    options: { target_unit: 'in' },
    tag: 'a',
    file_name: 'Gehäuse.stl',
    size_bytes: original.sizeBytes,
    sha256: original.sha256,
    queue_position: 1,
    created_at: new Date(createdAt).toISOString(),
    links: {
      self: `${UPLOADS}/${id}`,
      events: `${UPLOADS}/${id}/events`,
      log: `${UPLOADS}/${id}/files?type=log`,
      original: `${UPLOADS}/${id}/files?type=original`,
    },
  });
  await drive.start(id);
  await drive.advance(id, { stage: 'reading', progress: 33 });
  t.match(await look(id), {
    status: 'in_progress',
    stage: 'reading',
    progress: 33,
    attempt: 1,
    eta_seconds: Number,
  });
  await drive.complete(id);
  const completed = await look(id);
  t.match(completed, {
    status: 'completed',
    stage: 'done',
    progress: 100,
    converted_file_path: `/converted/${id}/1/Gehäuse.obj`,
    output: {
      file_name: 'Gehäuse.obj',
      size_bytes: Number,
      sha256: /^[0-9a-f]{64}$/,
      media_type: 'model/obj',
    },
    engine: { name: 'test-engine', version: '1.2.3' },
    report: {
      triangles: 1,
      parts: 1,
      unit: 'mm',
      up_axis: 'z',
      bounds: { max: [1, 1, 0] },
      lost: [{ what: 'names' }],
    },
    completed_at: String,
  });
  t.notOk('eta_seconds' in completed || 'queue_position' in completed || 'error' in completed);
  for (const link of Object.values(completed.links as Record<string, string>)) {
    if (link.endsWith('/events')) continue;
    t.equal((await test.app.inject(link)).statusCode, 200, link);
  }
  const failed = await look((await drive.failed({}, 'engine_out_of_memory')).id);
  t.match(failed.error, {
    code: 'engine_out_of_memory',
    retryable: true,
    stage: 'validating',
    message: /memory/,
  });
  t.notOk('converted' in failed.links || 'report' in failed.links);
  const expired = await look((await drive.expired()).id);
  t.equal(expired.status, 'completed');
  t.notOk('converted' in expired.links || 'original' in expired.links, 'no links to what is gone');
  t.ok('report' in expired.links);
});

t.test('an id is accepted in upper case', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.pending();
  t.equal((await get(test, id.toUpperCase())).json().id, id);
});

t.test('ETag is the revision; If-None-Match answers 304', async (t) => {
  const test = await buildTestApp(t);
  const { id } = await test.drive.pending();
  const first = await get(test, id);
  const etag = first.headers.etag as string;
  t.equal(etag, 'W/"1"');
  for (const tag of [etag, '"1"', `"x", ${etag}`, '*']) {
    const same = await get(test, id, { 'if-none-match': tag });
    t.strictSame([same.statusCode, same.body, same.headers.etag], [304, '', etag], tag);
  }
  await test.drive.start(id);
  const changed = await get(test, id, { 'if-none-match': etag });
  t.strictSame([changed.statusCode, changed.headers.etag], [200, 'W/"2"']);
  const head = await test.app.inject({ method: 'HEAD', url: `${UPLOADS}/${id}` });
  t.strictSame([head.statusCode, head.body, head.headers.etag], [200, '', 'W/"2"']);
});

t.test('?wait= answers when it has ended', async (t) => {
  const test = await buildWaiting(t);
  const { drive, waiting } = test;
  const { id } = await drive.pending();
  const [polling] = await waiting(() => get(test, `${id}?wait=60`));
  await drive.start(id);
  await drive.advance(id, { stage: 'reading', progress: 50 });
  await drive.complete(id);
  t.match((await polling!).json(), { status: 'completed', progress: 100 });
  t.equal((await get(test, `${id}?wait=60`)).json().status, 'completed', 'at once where it has ended');
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
  const consumer = await test.bus.consumeCreated(1, async ({ id }) => {
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
