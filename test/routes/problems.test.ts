import t from 'tap';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { goodForm } from '../support/multipart.ts';
import { rawClient } from '../support/raw-http.ts';

const UPLOADS = '/api/v1/conversions';

t.test('unknown paths are 404, known ones with another method 405 with Allow', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.pending();
  for (const url of [
    '/nothing',
    '/api',
    '/api/v1',
    '/api/v2/conversions',
    `${UPLOADS}/${id}/nothing`,
    '/docs/nothing.js',
    '/docs/static/nothing.js',
    '/docs/static/../../package.json',
    '/docs/../../etc/passwd',
  ]) {
    const response = await app.inject(url);
    t.match([response.statusCode, response.json().code], [404, 'route_not_found'], url);
    t.equal(response.headers['content-type'], 'application/problem+json', url);
  }
  const methods: [string, string, string][] = [
    ['PUT', UPLOADS, 'GET, HEAD, POST'],
    ['OPTIONS', UPLOADS, 'GET, HEAD, POST'],
    ['PATCH', `${UPLOADS}/${id}`, 'DELETE, GET, HEAD'],
    ['POST', `${UPLOADS}/${id}/files`, 'GET, HEAD'],
    ['GET', `${UPLOADS}/${id}/cancel`, 'POST'],
    ['DELETE', '/api/v1/formats', 'GET, HEAD'],
    ['POST', '/livez', 'GET, HEAD'],
    ['POST', '/docs/errors', 'GET, HEAD'],
  ];
  for (const [method, url, allow] of methods) {
    const response = await app.inject({ method: method as 'PUT', url });
    t.match([response.statusCode, response.json().code], [405, 'method_not_allowed'], `${method} ${url}`);
    t.equal(response.headers.allow, allow, `${method} ${url}`);
  }
});

t.test('a slash at the end does not matter', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.pending();
  for (const url of [UPLOADS, `${UPLOADS}/${id}`, '/api/health', '/docs', '/docs/errors', '/openapi.json'])
    t.equal((await app.inject(`${url}/`)).statusCode, 200, url);
  t.equal((await app.inject({ method: 'POST', url: `${UPLOADS}/`, ...goodForm() })).statusCode, 201);
  t.equal((await app.inject({ method: 'PUT', url: `${UPLOADS}/` })).headers.allow, 'GET, HEAD, POST');
});

t.test('every problem has the same shape', async (t) => {
  const { app } = await buildTestApp(t);
  const response = await app.inject({ url: `${UPLOADS}/x?secret=1`, headers: { 'x-request-id': 'mine-1' } });
  t.strictSame(response.json(), {
    type: '/docs/errors#id_malformed',
    title: 'The id is malformed',
    status: 400,
    detail: 'An id has 24 hexadecimal digits.',
    instance: `${UPLOADS}/x`,
    code: 'id_malformed',
    retryable: false,
    request_id: 'mine-1',
    errors: [{ pointer: '/id', detail: 'id must match pattern "^[0-9a-fA-F]{24}$".' }],
    error: 'An id has 24 hexadecimal digits.',
  });
  t.equal(response.headers['content-type'], 'application/problem+json');
  t.equal(response.headers['cache-control'], 'no-store');
});

t.test('X-Request-Id is echoed where it is harmless', async (t) => {
  const { app, logged } = await buildTestApp(t);
  const idFor = async (id: string) =>
    (await app.inject({ url: '/version', headers: { 'x-request-id': id } })).headers['x-request-id'];
  for (const good of ['a', 'trace-123_ABC', 'x'.repeat(64)]) t.equal(await idFor(good), good);
  for (const bad of ['', 'x'.repeat(65), 'a b', 'a"b', '{"level":60}', 'ü', '../x', 'a;b'])
    t.match(await idFor(bad), /^[0-9a-f]{8}-[0-9a-f]{4}-4/, bad);
  t.ok(logged.some((line) => line.includes('"reqId":"trace-123_ABC"')));
  t.notOk(logged.some((line) => line.includes('"reqId":"a b"')));
});

t.test('what breaks inside stays inside', async (t) => {
  const secret = async () => {
    throw new Error('secret: mongodb://user:password@db.internal');
  };
  const { app, drive, logged } = await buildTestApp(t, ({ store }) => ({
    store: { ...store, find: secret, list: secret, countPending: secret, countByStatus: secret },
  }));
  const { id } = await drive.pending();
  for (const request of [
    { method: 'GET', url: UPLOADS },
    { method: 'GET', url: `${UPLOADS}/${id}` },
    { method: 'GET', url: `${UPLOADS}/${id}/files?type=original` },
    { method: 'POST', url: `${UPLOADS}/${id}/cancel` },
    { method: 'POST', url: `${UPLOADS}/${id}/retry` },
    { method: 'DELETE', url: `${UPLOADS}/${id}` },
    { method: 'POST', url: UPLOADS, ...goodForm() },
  ] as const) {
    const response = await app.inject(request);
    t.match([response.statusCode, response.json().code], [500, 'internal'], request.url);
    t.notMatch(response.body + JSON.stringify(response.headers), /secret|mongodb|at .*\.ts/);
    const requestId = response.json().request_id;
    t.ok(
      logged.some((line) => line.includes(requestId) && line.includes('mongodb://')),
      'the request id finds the cause in the log',
    );
  }
});

t.test('a record that cannot be written is 503, and its file is removed', async (t) => {
  const { app, keys } = await buildTestApp(t, ({ store }) => ({
    store: {
      ...store,
      insert: async () => {
        throw new Error('secret');
      },
    },
  }));
  const response = await app.inject({ method: 'POST', url: UPLOADS, ...goodForm() });
  t.match([response.statusCode, response.json().code], [503, 'dependency_unavailable']);
  t.equal(response.headers['retry-after'], '5');
  t.notMatch(response.body, 'secret');
  t.strictSame(await keys(), []);
});

t.test('an announcement that fails loses nothing', async (t) => {
  const { app, keys } = await buildTestApp(t, ({ bus }) => ({
    bus: {
      ...bus,
      announceCreated: async () => {
        throw new Error('no broker');
      },
    },
  }));
  const response = await app.inject({ method: 'POST', url: UPLOADS, ...goodForm() });
  t.equal(response.statusCode, 201, 'the sweeper announces it later');
  t.equal((await keys()).length, 1);
});

t.test('a full queue is 429 with Retry-After', async (t) => {
  const { app, keys } = await buildTestApp(t, { config: { maxQueueLength: 1 } });
  t.equal((await app.inject({ method: 'POST', url: UPLOADS, ...goodForm() })).statusCode, 201);
  const response = await app.inject({ method: 'POST', url: UPLOADS, ...goodForm() });
  t.match([response.statusCode, response.json().code], [429, 'queue_full']);
  t.equal(response.headers['retry-after'], '30');
  t.equal((await keys()).length, 1);
});

t.test('security headers are on every answer', async (t) => {
  const { app } = await buildTestApp(t);
  for (const url of [
    '/',
    '/livez',
    UPLOADS,
    '/nothing',
    `${UPLOADS}/x`,
    '/docs/',
    '/docs/errors',
    '/openapi.json',
    '/%zz',
  ]) {
    const { headers } = await app.inject(url);
    t.match(headers, { 'x-content-type-options': 'nosniff', 'x-request-id': String }, url);
    t.match(headers['content-security-policy'], /default-src '(none|self)'/, url);
    t.match(headers['referrer-policy'], 'no-referrer', url);
    t.equal(headers['x-powered-by'], undefined);
  }
});

t.test('what is not HTTP gets a problem too', async (t) => {
  const { app } = await buildTestApp(t);
  const { port } = await listen(t, app);
  const cases: [string, string, number][] = [
    ['rubbish', '\x16\x03\x01\x02\x00\x01\x00 is a TLS hello\r\n\r\n', 400],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['huge headers', `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an encoded path that is none', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ];
  for (const [name, bytes, status] of cases) {
    const client = await rawClient(t, port);
    await client.send(bytes);
    const answer = await client.answer();
    t.equal(answer.status, status, name);
    t.match(answer.json(), { status, code: 'request_invalid' }, name);
    t.match(answer.headers, { 'content-type': 'application/problem+json', 'x-request-id': String }, name);
    await client.closed;
  }
});

t.test('X-Forwarded-* is believed only where that is configured', async (t) => {
  for (const trustProxy of [false, true]) {
    const { app, logged } = await buildTestApp(t, { config: { trustProxy } });
    await app.inject({ url: '/version', headers: { 'x-forwarded-for': '203.0.113.9' } });
    t.equal(
      logged.some((line) => line.includes('203.0.113.9')),
      trustProxy,
    );
  }
});
