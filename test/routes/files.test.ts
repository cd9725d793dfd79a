import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { buildTestApp, listen } from '../support/build-test-app.ts';

const UPLOADS = '/api/v1/conversions';
const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function alphabet(t: Test) {
  const test = await buildTestApp(t);
  const { id } = await test.drive.completed({ bytes: ALPHABET });
  const url = `${UPLOADS}/${id}/files?type=original`;
  const get = (headers: Record<string, string> = {}) => test.app.inject({ url, headers });
  return { ...test, id, url, get, etag: `"${sha256(ALPHABET)}"` };
}

t.test('a whole file and what is said of it', async (t) => {
  const { get, etag } = await alphabet(t);
  const response = await get();
  t.equal(response.statusCode, 200);
  t.equal(response.body, ALPHABET.toString());
  t.match(response.headers, {
    etag,
    'accept-ranges': 'bytes',
    'content-length': '26',
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': /sandbox/,
    'cache-control': /private/,
  });
  t.equal(response.headers['content-range'], undefined);
});

t.test('ranges', async (t) => {
  const { get } = await alphabet(t);
  const served: [string, string, string][] = [
    ['bytes=0-0', 'a', '0-0'],
    ['bytes=0-4', 'abcde', '0-4'],
    ['bytes=10-12', 'klm', '10-12'],
    ['bytes=20-', 'uvwxyz', '20-25'],
    ['bytes=25-25', 'z', '25-25'],
    ['bytes=20-999', 'uvwxyz', '20-25'],
    ['bytes=-3', 'xyz', '23-25'],
    ['bytes=-999', ALPHABET.toString(), '0-25'],
    ['bytes= 1-2 ', 'bc', '1-2'],
    ['Bytes=1-2', 'bc', '1-2'],
    ['bytes=0-99999999999999999999', ALPHABET.toString(), '0-25'],
  ];
  for (const [range, body, span] of served) {
    const response = await get({ range });
    t.strictSame([response.statusCode, response.body], [206, body], range);
    t.equal(response.headers['content-range'], `bytes ${span}/26`, range);
    t.equal(response.headers['content-length'], `${body.length}`, range);
  }
  for (const range of ['bytes=26-', 'bytes=26-30', 'bytes=99999999999999999999-', 'bytes=-0']) {
    const response = await get({ range });
    t.strictSame([response.statusCode, response.json().code], [416, 'range_not_satisfiable'], range);
    t.equal(response.headers['content-range'], 'bytes */26', range);
    t.equal(response.headers['content-type'], 'application/problem+json');
    t.equal(response.headers['content-disposition'], undefined);
  }
  // A server may ignore what it does not understand, and several ranges (RFC 9110 § 14.2).
  for (const range of [
    'bytes=5-2',
    'bytes=-',
    'bytes=a-b',
    'lines=1-2',
    'bytes=0-1,3-4',
    'bytes',
    '',
    'bytes=1--2',
  ]) {
    const response = await get({ range });
    t.strictSame([response.statusCode, response.body.length], [200, 26], range);
  }
});

t.test('If-Range and If-None-Match', async (t) => {
  const { get, etag } = await alphabet(t);
  const range = 'bytes=0-2';
  t.equal((await get({ range, 'if-range': etag })).statusCode, 206);
  for (const other of ['"other"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT'])
    t.equal((await get({ range, 'if-range': other })).statusCode, 200, other);
  for (const known of [etag, `W/${etag}`, '*', `"x", ${etag}`]) {
    const response = await get({ 'if-none-match': known, range });
    t.strictSame([response.statusCode, response.body, response.headers.etag], [304, '', etag], known);
  }
  t.equal((await get({ 'if-none-match': '"other"' })).statusCode, 200);
});

t.test('HEAD says what GET would say, without a body', async (t) => {
  const { app, drive, get, url, id } = await alphabet(t);
  const about = ({ headers }: { headers: object }) => {
    const {
      date,
      'x-request-id': _id,
      connection,
      'keep-alive': _alive,
      ...rest
    } = headers as Record<string, unknown>;
    return rest;
  };
  const head = await app.inject({ method: 'HEAD', url });
  t.strictSame([head.statusCode, head.body], [200, '']);
  t.strictSame(about(head), about(await get()));
  t.equal((await app.inject({ method: 'HEAD', url, headers: { range: 'bytes=0-1' } })).statusCode, 200);
  const pending = await drive.pending();
  for (const [path, status] of [
    [`${UPLOADS}/${pending.id}/files?type=converted`, 409],
    [`${UPLOADS}/${id}/files`, 400],
    [`${UPLOADS}/0123456789abcdef01234567/files?type=original`, 404],
  ] as const) {
    const response = await app.inject({ method: 'HEAD', url: path });
    t.strictSame([response.statusCode, response.body], [status, ''], path);
  }
  const { url: base } = await listen(t, app);
  const real = await fetch(base + url, { method: 'HEAD' });
  t.strictSame([real.status, real.headers.get('content-length'), await real.text()], [200, '26', '']);
});

t.test('the name travels in Content-Disposition as RFC 6266 and 8187 say', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const names: [string, string, string][] = [
    // uploaded as, what an old client sees, what RFC 8187 carries
    ['Gehäuse "A" №7.stl', 'Gehause \\"A\\" _7.stl', "UTF-8''Geh%C3%A4use%20%22A%22%20%E2%84%967.stl"],
    ['箱.stl', '_.stl', "UTF-8''%E7%AE%B1.stl"],
    ['50% off.stl', '50% off.stl', ''],
    ["it's (1)*.stl", "it's (1)*.stl", ''],
    ['🚀.stl', '_.stl', "UTF-8''%F0%9F%9A%80.stl"],
  ];
  for (const [fileName, plain, extended] of names) {
    const { id } = await drive.completed({ fileName });
    const response = await app.inject(`${UPLOADS}/${id}/files?type=original`);
    const header = response.headers['content-disposition'] as string;
    const [, quoted = ''] = /^attachment; filename="((?:[^"\\]|\\.)*)"/.exec(header) ?? [];
    t.equal(quoted, plain, header);
    const [, encoded = ''] = /filename\*=([^;]+)$/.exec(header) ?? [];
    if (extended !== '' || encoded !== '') t.equal(encoded, extended, header);
    t.equal(encoded === '' ? quoted : decodeURIComponent(encoded.slice(7)), fileName, 'it comes back whole');
    const converted = await app.inject(`${UPLOADS}/${id}/files?type=converted`);
    t.match(converted.headers['content-disposition'], plain.replace('.stl', '.obj'));
  }
});

t.test('inline gives the media type of the format', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.completed({ fileName: 'a.stl', targetFormat: 'glb' });
  const look = async (query: string) => {
    const { statusCode, headers } = await app.inject(`${UPLOADS}/${id}/files?${query}`);
    return [statusCode, headers['content-type'], String(headers['content-disposition']).split(';')[0]];
  };
  const binary = 'application/octet-stream';
  t.strictSame(await look('type=original&disposition=inline'), [200, 'model/stl', 'inline']);
  t.strictSame(await look('type=converted&disposition=inline'), [200, 'model/gltf-binary', 'inline']);
  t.strictSame(await look('type=converted&disposition=attachment'), [200, binary, 'attachment']);
  t.strictSame(await look('type=converted&disposition='), [200, binary, 'attachment']);
  t.equal(
    (await app.inject(`${UPLOADS}/${id}/files?type=log&disposition=both`)).json().code,
    'query_invalid',
  );
});

t.test('report and log', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.completed({ fileName: 'a.stl' });
  const report = await app.inject(`${UPLOADS}/${id}/files?type=report`);
  t.match(report.headers['content-disposition'], 'a.report.json');
  t.strictSame(report.json(), (await app.inject(`${UPLOADS}/${id}`)).json().report);
  t.equal(report.headers.etag, `"${sha256(report.rawPayload)}"`);
  const inline = await app.inject(`${UPLOADS}/${id}/files?type=report&disposition=inline`);
  t.match(inline.headers['content-type'], 'application/json');
  const log = await app.inject(`${UPLOADS}/${id}/files?type=log`);
  t.match(log.headers['content-disposition'], 'a.log.txt');
  t.match(
    log.body,
    /^\S+Z {2}attempt 0 {2}accepted\n\S+Z {2}attempt 1 {2}started\n\S+Z {2}attempt 1 {2}completed\n$/,
  );
  const part = await app.inject({ url: `${UPLOADS}/${id}/files?type=log`, headers: { range: 'bytes=-10' } });
  t.strictSame([part.statusCode, part.body], [206, log.body.slice(-10)]);
});

t.test('files that are not there yet, never, or no more', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const look = async (id: string, type: string) => {
    const response = await app.inject(`${UPLOADS}/${id}/files?type=${type}`);
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], ...response.json() };
  };
  for (const { id } of [await drive.pending(), await drive.inProgress()]) {
    for (const type of ['converted', 'report']) {
      const problem = await look(id, type);
      t.match(problem, { code: 'conversion_not_finished', retryable: true, status: 409 });
      t.ok(Number(problem.retryAfter) >= 1 && Number(problem.retryAfter) <= 60, problem.retryAfter);
    }
  }
  for (const { id } of [await drive.failed(), await drive.cancelled()]) {
    const problem = await look(id, 'converted');
    t.match(problem, { code: 'conversion_has_no_result', retryable: false, status: 409 });
    t.equal(problem.retryAfter, undefined, 'waiting does not help');
  }
  const { id } = await drive.expired();
  for (const type of ['original', 'converted'])
    t.match(await look(id, type), { code: 'file_expired', status: 410 });
  for (const type of ['report', 'log'])
    t.equal((await app.inject(`${UPLOADS}/${id}/files?type=${type}`)).statusCode, 200);
});

t.test('a file that went away a moment ago is gone, not broken', async (t) => {
  const { app, drive, storage } = await buildTestApp(t);
  const { id } = await drive.completed();
  await storage.removeAll(id);
  t.equal((await app.inject(`${UPLOADS}/${id}/files?type=converted`)).json().code, 'file_expired');
  t.equal((await app.inject({ method: 'HEAD', url: `${UPLOADS}/${id}/files?type=log` })).statusCode, 200);
});
