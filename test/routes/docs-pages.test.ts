import t from 'tap';
import { PROBLEMS } from '../../src/domain/problem.ts';
import { buildTestApp } from '../support/build-test-app.ts';

t.test('the pages refer to nothing outside', async (t) => {
  const { app } = await buildTestApp(t);
  const page = await app.inject('/docs/');
  t.match(page.headers['content-security-policy'], /default-src 'self'.*script-src 'self'/);
  t.notMatch(page.headers['content-security-policy'], /https?:|\*/);
  const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  t.ok(assets.length >= 6, assets.join(' '));
  for (const link of assets) {
    t.match(link, /^\.\/static\//, link);
    const asset = await app.inject(new URL(link, 'http://x/docs/').pathname);
    t.strictSame([asset.statusCode, asset.rawPayload.length > 100], [200, true], link);
    if (/\.css$|initializer/.test(link))
      t.notMatch(
        asset.body.replaceAll('http://www.w3.org/', '').replace(/^\s*\/\/ .*$/gm, ''),
        /(https?:)?\/\/[\w-]+\.\w/,
        `${link}: no address`,
      );
  }
  t.notMatch(page.body, /(https?:)?\/\/[\w-]+\.\w/);
  const initializer = (await app.inject('/docs/static/swagger-initializer.js')).body;
  t.match(initializer, /resolveUrl\('.\/json'\)|"\.\/json"|\/docs\/json/, 'it loads the document from here');
  const own = (await app.inject('/docs/json')).json();
  t.strictSame(own, (await app.inject('/openapi.json')).json());
});

t.test('/docs/errors explains each code under its anchor', async (t) => {
  const { app } = await buildTestApp(t);
  const { body, headers } = await app.inject('/docs/errors');
  t.match(headers['content-type'], 'text/html');
  t.notMatch(body, /https?:\/\//);
  const anchors = [...body.matchAll(/id="(\w+)"/g)].map(([, anchor]) => anchor);
  t.strictSame(anchors, Object.keys(PROBLEMS));
  for (const { title } of Object.values(PROBLEMS)) t.ok(body.replaceAll('&#34;', '"').includes(title), title);
});

t.test('/docs/guides leads to every guide, and no link of theirs is dead', async (t) => {
  const { app } = await buildTestApp(t);
  const seen = new Set<string>();
  const follow = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const { statusCode, headers, body } = await app.inject(path);
    t.match([statusCode, headers['content-type']], [200, 'text/html'], path);
    if (!path.startsWith('/docs/guides')) return;
    t.match(headers['content-security-policy'], /^default-src 'none'; .*style-src 'sha256-[\w+/]+='$/);
    t.notMatch(body, /<script|style=/, 'nothing that its policy would refuse');
    for (const [, link = ''] of body.matchAll(/href="([^"#]+)/g))
      if (!/^https:/.test(link)) await follow(link);
  };
  await follow('/docs/guides');
  for (const name of ['curl', 'browser', 'node', 'python', 'no-code', 'formats'])
    t.ok(seen.has(`/docs/guides/${name}`), name);
  t.ok(seen.has('/docs/errors'));
  t.equal((await app.inject('/docs/guides/nonsense')).statusCode, 404);
  t.equal((await app.inject('/docs/guides/README')).statusCode, 404);
  const document = (await app.inject('/openapi.json')).json();
  t.match(document.info.description, '(/docs/guides)', 'the reference leads to them');
  t.equal((await app.inject('/')).json().links.guides, '/docs/guides');
});
