import t from 'tap';
import { buildTestApp } from '../support/build-test-app.ts';
import { goodForm } from '../support/multipart.ts';

const broken = async () => {
  throw new Error('connect ECONNREFUSED secret-host:27017');
};

t.test('all is well', async (t) => {
  const { app } = await buildTestApp(t);
  t.strictSame((await app.inject('/livez')).json(), { status: 'alive' });
  t.strictSame((await app.inject('/readyz')).json(), { status: 'ready' });
  for (const url of ['/readyz?verbose', '/readyz?verbose=1']) {
    const { status, checks } = (await app.inject(url)).json();
    t.equal(status, 'ready');
    t.match(
      checks,
      ['store', 'bus', 'storage', 'engines'].map((name) => ({ name, status: 'up', latency_ms: Number })),
    );
  }
  t.match((await app.inject('/version')).json(), {
    name: 'converto',
    version: '0.0.0-test',
    node: process.version,
  });
  t.equal((await app.inject('/readyz')).headers['cache-control'], 'no-store');
});

t.test('a broken dependency is named, and why stays inside', async (t) => {
  for (const name of ['store', 'bus', 'storage'] as const) {
    const { app, logged } = await buildTestApp(t, (opened) => ({
      [name]: { ...opened[name], ping: broken },
    }));
    const response = await app.inject('/readyz?verbose');
    t.equal(response.statusCode, 503, name);
    const { status, checks } = response.json();
    t.equal(status, 'unavailable');
    for (const check of checks) t.equal(check.status, check.name === name ? 'down' : 'up', check.name);
    t.notMatch(response.body, 'secret');
    t.ok(
      logged.some((line) => line.includes('secret-host')),
      'the log says why',
    );
    t.equal((await app.inject('/readyz')).statusCode, 503);
    t.equal((await app.inject('/livez')).statusCode, 200, 'livez asks nobody');
    const health = await app.inject('/api/health');
    t.equal(health.statusCode, name === 'storage' ? 200 : 503);
    if (name !== 'storage') t.match(health.json(), { code: 'dependency_unavailable' });
  }
});

t.test('no engine at all is not ready', async (t) => {
  const { app } = await buildTestApp(t, { engine: { capabilities: () => [] } });
  const { checks } = (await app.inject('/readyz?verbose')).json();
  t.match(checks.at(-1), { name: 'engines', status: 'down' });
});

t.test('a dependency that never answers is down', async (t) => {
  const { app } = await buildTestApp(t, ({ store }) => ({
    store: { ...store, ping: () => new Promise<never>(() => {}) },
  }));
  const { status, checks } = (await app.inject('/readyz?verbose')).json();
  t.equal(status, 'unavailable');
  t.match(checks[0], { name: 'store', status: 'down' });
});

t.test('while draining readyz fails, livez does not, reading goes on, uploads are refused', async (t) => {
  const { app, drive, readiness, keys } = await buildTestApp(t);
  const { id } = await drive.completed();
  const before = await keys();
  readiness.draining = true;
  const ready = await app.inject('/readyz');
  t.strictSame([ready.statusCode, ready.json()], [503, { status: 'draining' }]);
  t.match((await app.inject('/readyz?verbose')).json(), { status: 'draining', checks: { length: 4 } });
  t.equal((await app.inject('/livez')).statusCode, 200);
  t.equal((await app.inject(`/api/v1/conversions/${id}`)).statusCode, 200);
  t.equal((await app.inject(`/api/v1/conversions/${id}/files?type=converted`)).statusCode, 200);
  const upload = await app.inject({ method: 'POST', url: '/api/v1/conversions', ...goodForm() });
  t.match([upload.statusCode, upload.json().code], [503, 'shutting_down']);
  t.ok(Number(upload.headers['retry-after']) > 0);
  t.strictSame(await keys(), before);
});

t.test('the root leads on', async (t) => {
  const { app } = await buildTestApp(t);
  const { links } = (await app.inject('/')).json();
  for (const link of Object.values(links as Record<string, string>))
    t.equal((await app.inject(link)).statusCode, 200, link);
});

t.test('/metrics is what Prometheus reads', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.pending();
  await drive.pending();
  await drive.failed();
  for (let n = 0; n < 3; n++) await app.inject(`/api/v1/conversions/${id}`);
  await app.inject('/api/v1/conversions/x');
  await app.inject('/nothing');
  const response = await app.inject('/metrics');
  t.equal(response.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const samples = readMetrics(response.body);
  const got = (status: number, route = '/api/v1/conversions/:id') =>
    samples.get(
      `converto_http_request_duration_seconds_count{method="GET",route="${route}",status="${status}"}`,
    );
  t.strictSame([got(200), got(400), got(404, 'unknown')], [3, 1, 1]);
  t.equal(samples.get('converto_conversions{status="pending"}'), 2);
  t.equal(samples.get('converto_conversions{status="failed"}'), 1);
  t.equal(samples.get('converto_conversions{status="completed"}'), 0);
  t.equal(samples.get('converto_uploads_open'), 0);
  t.ok(samples.get('process_resident_memory_bytes')! > 10_000_000);
  t.ok(Math.abs(samples.get('process_start_time_seconds')! * 1000 - Date.now()) < 600_000);
  t.notMatch(response.body, id, 'no ids in labels');
});

t.test('/metrics speaks while the store is away', async (t) => {
  const { app } = await buildTestApp(t, ({ store }) => ({ store: { ...store, countByStatus: broken } }));
  const response = await app.inject('/metrics');
  t.equal(response.statusCode, 200);
  t.notMatch(response.body, /secret|converto_conversions/);
  t.ok(readMetrics(response.body).has('converto_event_streams_open'));
});

/** Fails where a line is neither a comment nor a sample of a family that was declared. */
function readMetrics(text: string): Map<string, number> {
  const families = new Set<string>();
  const samples = new Map<string, number>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [, family] = /^# TYPE (\w+) (?:counter|gauge|summary)$/.exec(line) ?? [];
    if (family !== undefined) families.add(family);
    else if (!/^# HELP \w+ \S/.test(line)) {
      const [, series = '', name = '', value] =
        /^((\w+)(?:\{(?:\w+="[^"]*",?)+\})?) ([\d.e+-]+)$/.exec(line) ?? [];
      if (!families.has(name.replace(/_(sum|count)$/, '')) || samples.has(series))
        throw new Error(`bad line: ${line}`);
      samples.set(series, Number(value));
    }
  }
  return samples;
}
