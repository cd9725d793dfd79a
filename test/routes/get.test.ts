import t from 'tap';
import { buildTestApp, type TestApp } from '../support/build-test-app.ts';

const UPLOADS = '/api/v1/conversions';
const _UNKNOWN_ID = '0123456789abcdef01234567';

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
