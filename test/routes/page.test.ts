import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { type PageFiles, readPageFiles } from '../../src/http/page-files.ts';
import { buildTestApp } from '../support/build-test-app.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const FIRST_LOAD_BYTES = 90_000;

/** What `npm test` has built. */
const built = await readPageFiles('dist/web');

const servePage = async (t: Test, page: PageFiles = built) => (await buildTestApp(t, { page })).app;

const assetsOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);

t.test('browsers get the page, others the links', async (t) => {
  const app = await servePage(t);
  const page = await app.inject({ url: '/', headers: HTML });
  t.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  t.match(page.body, /<div id="app">/);
  for (const accept of [undefined, '*/*', 'application/json', 'text/html;q=0, */*']) {
    const answer = await app.inject({ url: '/', headers: accept === undefined ? {} : { accept } });
    t.match(answer.json(), { name: 'converto', links: { docs: '/docs' } }, accept ?? 'no Accept');
    t.match(answer.headers.vary, 'accept');
  }
  t.match(page.headers.vary, 'accept');
  t.equal((await app.inject({ method: 'HEAD', url: '/', headers: HTML })).statusCode, 200);
});

t.test('without a built page everybody gets the links', async (t) => {
  const app = await servePage(t, await readPageFiles(`${t.testdir({})}/missing`));
  t.match((await app.inject({ url: '/', headers: HTML })).json(), { name: 'converto' });
  t.equal((await app.inject('/assets/index.js')).statusCode, 404);
});

t.test('the page is never kept, its assets for ever', async (t) => {
  const app = await servePage(t);
  const page = await app.inject({ url: '/', headers: HTML });
  t.equal(page.headers['cache-control'], 'no-store');
  const assets = assetsOf(page.body);
  t.ok(assets.some((path) => path.endsWith('.js')) && assets.some((path) => path.endsWith('.css')));
  for (const path of assets) {
    t.match(path, /-[\w-]{8}\.\w+$/, 'named by its content');
    const asset = await app.inject(path);
    t.equal(asset.statusCode, 200, path);
    t.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
    t.equal(asset.headers['x-content-type-options'], 'nosniff');
    const etag = String(asset.headers.etag);
    const again = await app.inject({ url: path, headers: { 'if-none-match': etag } });
    t.strictSame([again.statusCode, again.body], [304, '']);
    const other = await app.inject({ url: path, headers: { 'if-none-match': '"other"' } });
    t.equal(other.statusCode, 200);
  }
});

t.test('what the build has compressed is sent as the client wants it', async (t) => {
  const app = await servePage(t);
  const script = assetsOf((await app.inject({ url: '/', headers: HTML })).body).find((path) =>
    path.endsWith('.js'),
  );
  const get = (encoding: string) =>
    app.inject({ url: script!, headers: encoding === '' ? {} : { 'accept-encoding': encoding } });
  const plain = await get('');
  t.equal(plain.headers['content-encoding'], undefined);
  const etags = new Set([plain.headers.etag]);
  for (const [wanted, encoding, unpack] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const) {
    const packed = await get(wanted);
    t.equal(packed.headers['content-encoding'], encoding, wanted);
    t.equal(packed.headers.vary, 'accept-encoding');
    t.ok(unpack(packed.rawPayload).equals(plain.rawPayload), 'the same bytes');
    t.equal(Number(packed.headers['content-length']), packed.rawPayload.length);
    etags.add(packed.headers.etag);
  }
  t.equal(etags.size, 3, 'each encoding has a tag of its own');
  for (const other of ['identity', 'zstd', 'gzip;q=0, br;q=0'])
    t.equal((await get(other)).headers['content-encoding'], undefined, other);
});

t.test('nothing inline runs and nothing comes from elsewhere', async (t) => {
  const app = await servePage(t);
  const { body, headers } = await app.inject({ url: '/', headers: HTML });
  const policy = String(headers['content-security-policy']);
  t.match(policy, /default-src 'none'/);
  t.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
  t.match(policy, /style-src 'self';/);
  t.notMatch(policy.replace("'wasm-unsafe-eval'", ''), /unsafe|\*|https?:/);
  t.notMatch(body, /<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:/);
  for (const path of assetsOf(body))
    t.equal((await app.inject(path)).headers['content-security-policy'], policy, 'a worker has the same');
});

t.test('only what the build made is served', async (t) => {
  const app = await servePage(t);
  for (const url of [
    '/assets/',
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/assets/%2e%2e/index.html',
  ])
    t.equal((await app.inject(url)).statusCode, 404, url);
  t.match((await app.inject('/assets/nothing.js')).json(), { code: 'route_not_found' });
  t.equal((await app.inject({ method: 'POST', url: '/assets/nothing.js' })).statusCode, 405);
});

t.test('the first load is light', async (t) => {
  const app = await servePage(t);
  const html = (await app.inject({ url: '/', headers: HTML })).body;
  const scripts = assetsOf(html).filter((path) => path.endsWith('.js'));
  t.ok(scripts.length > 0);
  const sizes = await Promise.all(
    scripts.map(async (path) => gzipSync((await app.inject(path)).rawPayload, { level: 9 }).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.ok(total <= FIRST_LOAD_BYTES, `${total} bytes of script, gzip`);
});
