import t, { type Test } from 'tap';
import { buildTestApp } from '../support/build-test-app.ts';
import { field, file, goodForm, multipart } from '../support/multipart.ts';
import { type Document, disagreement, operationsOf, schemaCompiler } from '../support/openapi-document.ts';

const UPLOADS = '/api/v1/conversions';
const UNKNOWN_ID = '0123456789abcdef01234567';
/** Pages for people, what they are made of (Fastify prints `/assets/*` so) and the document itself. */
const NOT_DESCRIBED = /^\/($|docs|openapi\.json|\*$)/;

async function documented(t: Test) {
  const test = await buildTestApp(t);
  const response = await test.app.inject('/openapi.json');
  t.match(response.headers['content-type'], 'application/json');
  return { ...test, document: response.json() as Document };
}

t.test('the document is OpenAPI 3.1', async (t) => {
  const { document } = await documented(t);
  t.equal(document.openapi, '3.1.0');
  t.match(document.info, { title: 'converto', version: '0.0.0-test', description: /problem\+json/ });
  t.equal(document.info.license, undefined, 'a licence is not decided');
  const operations = operationsOf(document);
  const ids = operations.map(({ operation }) => operation.operationId);
  t.strictSame([...new Set(ids)], ids, 'operation ids are unique');
  const tags = document.tags.map(({ name }) => name);
  for (const { path, method, operation } of operations) {
    const name = `${method} ${path}`;
    t.match(path, /^\/[\w/.{}-]*[\w}]$/, name);
    t.ok(operation.summary.length > 5 && tags.includes(operation.tags[0] ?? ''), name);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    t.ok(inPath.every(({ required }) => required));
    t.strictSame(
      inPath.map((parameter) => parameter.name),
      [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter),
      `${name}: the parameters of the path`,
    );
    for (const [status, { description }] of Object.entries(operation.responses)) {
      t.match(status, /^[1-5]\d\d$/);
      t.ok(description.length > 3, `${name} ${status}`);
    }
    t.ok(
      Object.keys(operation.responses).some((status) => status < '400') && '500' in operation.responses,
      name,
    );
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
  t.strictSame([...new Set(references)].sort(), [
    '#/components/schemas/Conversion',
    '#/components/schemas/Problem',
  ]);
  t.strictSame(Object.keys(document.components.schemas).sort(), ['Conversion', 'Problem']);
});

t.test('every route is in it, with every method', async (t) => {
  const { app, document } = await documented(t);
  const inDocument = operationsOf(document).flatMap(({ path, method }) => [`${method} ${path}`]);
  const routes = routesOf(app.printRoutes({ commonPrefix: false, includeHooks: false }));
  t.ok(routes.length > 20, 'the routes could be read');
  const described = routes.filter(({ path }) => !NOT_DESCRIBED.test(path));
  const inApp = described.map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const headIsSaid = new Set(['/api/v1/conversions/{id}/files']);
  t.strictSame(
    inApp.filter((name) => !name.startsWith('HEAD ') || headIsSaid.has(name.slice(5))).sort(),
    inDocument.sort(),
  );
});

/** Reads the tree that Fastify prints. */
function routesOf(tree: string): { method: string; path: string }[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods] =
      /^([│ ]*)(?:├── |└── )(\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (segment === '') return [];
    above.length = indent.length / 4;
    above.push(segment);
    return (methods?.split(', ') ?? []).map((method) => ({ method, path: above.join('') }));
  });
}

t.test('every schema compiles, every example fits its schema', async (t) => {
  const { document } = await documented(t);
  const compile = schemaCompiler(document);
  let examples = 0;
  const fits = (schema: object, value: unknown, name: string) => {
    const validate = compile(schema);
    t.ok(validate(value), `${name}: ${JSON.stringify(validate.errors)}`);
    examples += 1;
  };
  for (const schema of Object.values(document.components.schemas)) t.type(compile(schema), 'function');
  for (const { operation } of operationsOf(document)) {
    for (const { schema, example, name } of operation.parameters ?? []) {
      t.type(compile(schema), 'function');
      if (example !== undefined) fits(schema, example, `${operation.operationId} ${name}`);
    }
    for (const [status, { content = {}, headers = {} }] of Object.entries(operation.responses)) {
      for (const { schema } of Object.values(headers)) t.type(compile(schema), 'function');
      for (const media of Object.values(content)) {
        t.type(compile(media.schema), 'function');
        for (const [code, { value }] of Object.entries(media.examples ?? {})) {
          fits(media.schema, value, `${operation.operationId} ${status} ${code}`);
          t.match(value, { code, status: Number(status) });
        }
      }
    }
  }
  t.ok(examples > 60, `${examples} examples`);
});

t.test('the example of each operation, sent as it stands, succeeds', async (t) => {
  const { app, document, drive } = await documented(t);
  for (const { path, method, operation } of operationsOf(document)) {
    if (operation.tags.includes('events')) continue; // streams: test/events
    const state = operation.operationId === 'cancelConversion' ? 'pending' : 'completed';
    const { id } = await drive[state]({ bytes: Buffer.alloc(2000, 1) });
    const parameters = (operation.parameters ?? []).filter(
      ({ required, example }) => required || example !== undefined,
    );
    const of = (place: string) =>
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map(({ name, example }) => [name, name === 'ids' ? id : String(example ?? 'original')]),
      );
    const properties = operation.requestBody?.content['multipart/form-data']?.schema.properties;
    const form =
      properties === undefined
        ? { headers: {} }
        : multipart(
            file('bracket.step', 'ISO-10303-21;\nHEADER;\n'),
            ...Object.entries(properties).flatMap(([name, { examples }]) =>
              examples ? [field(name, examples[0]!)] : [],
            ),
          );
    const answer = await app.inject({
      ...form,
      method: method as 'GET',
      url: path.replace('{id}', id),
      query: of('query'),
      headers: { ...of('header'), ...form.headers },
    });
    t.ok(
      answer.statusCode < 300,
      `${operation.operationId} ${answer.statusCode}: ${answer.body.slice(0, 300)}`,
    );
    t.equal(disagreement(document, { path, method }, answer), undefined, operation.operationId);
  }
});

t.test('answers agree with the document, good and bad', async (t) => {
  const { app, document, drive, readiness } = await documented(t);
  const { id } = await drive.completed({ tag: 'a', options: { source_unit: 'in' } });
  const failed = await drive.failed();
  const running = await drive.inProgress();
  await drive.advance(running.id, { stage: 'reading', progress: 20 });
  const expired = await drive.expired();
  await drive.cancelled();
  const one = `${UPLOADS}/{id}`;
  const cases: [string, string, string, object?][] = [
    ['GET', UPLOADS, UPLOADS],
    ['GET', UPLOADS, `${UPLOADS}?limit=2`],
    ['GET', UPLOADS, `${UPLOADS}?limit=0`],
    ['POST', UPLOADS, UPLOADS, goodForm()],
    ['POST', UPLOADS, UPLOADS, multipart(field('target_format', 'obj'))],
    ['POST', UPLOADS, UPLOADS, multipart(file('a.glb', 'x'), field('target_format', 'obj'))],
    ['POST', UPLOADS, UPLOADS, { payload: '{}', headers: { 'content-type': 'application/json' } }],
    ...[id, failed.id, running.id, expired.id, UNKNOWN_ID, 'x'].map(
      (which) => ['GET', one, `${UPLOADS}/${which}`] satisfies [string, string, string],
    ),
    ['GET', one, `${UPLOADS}/${id}?wait=x`],
    ['GET', one, `${UPLOADS}/${id}`, { headers: { 'if-none-match': '*' } }],
    ...['original', 'converted', 'report', 'log', ''].flatMap((type) =>
      [id, failed.id, running.id, expired.id, UNKNOWN_ID, 'x'].flatMap((which) =>
        (['GET', 'HEAD'] as const).map(
          (method) =>
            [method, `${one}/files`, `${UPLOADS}/${which}/files?type=${type}`] satisfies [
              string,
              string,
              string,
            ],
        ),
      ),
    ),
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=original`, { headers: { range: 'bytes=0-1' } }],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=original`, { headers: { range: 'bytes=9999-' } }],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=original`, { headers: { 'if-none-match': '*' } }],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=original&disposition=inline`],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=converted&disposition=inline`],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=report&disposition=inline`],
    ['GET', `${one}/files`, `${UPLOADS}/${id}/files?type=log&disposition=inline`],
    ...[id, running.id, expired.id, UNKNOWN_ID, 'x'].map(
      (which) => ['POST', `${one}/retry`, `${UPLOADS}/${which}/retry`] satisfies [string, string, string],
    ),
    ...[id, running.id, UNKNOWN_ID, 'x'].map(
      (which) => ['POST', `${one}/cancel`, `${UPLOADS}/${which}/cancel`] satisfies [string, string, string],
    ),
    ...[failed.id, UNKNOWN_ID, 'x'].map(
      (which) => ['DELETE', one, `${UPLOADS}/${which}`] satisfies [string, string, string],
    ),
    ...[id, failed.id, running.id, expired.id, UNKNOWN_ID, 'x', ''].map(
      (which) =>
        ['GET', '/api/v1/archive', `/api/v1/archive?ids=${which}`] satisfies [string, string, string],
    ),
    ['GET', '/api/v1/formats', '/api/v1/formats'],
    ['GET', '/api/v1/formats', '/api/v1/formats', { headers: { 'if-none-match': '*' } }],
    ['GET', '/api/health', '/api/health'],
    ['GET', '/livez', '/livez'],
    ['GET', '/readyz', '/readyz?verbose'],
    ['GET', '/version', '/version'],
  ];
  const seen = new Set<string>();
  const send = async (method: string, path: string, url: string, more: object = {}) => {
    const answer = await app.inject({ method: method as 'GET', url, ...more });
    seen.add(`${path} ${answer.statusCode}`);
    t.equal(
      disagreement(document, { path, method }, answer),
      undefined,
      `${method} ${url} ${answer.statusCode}`,
    );
  };
  for (const [method, path, url, more] of cases) await send(method, path, url, more);
  readiness.draining = true;
  await send('GET', '/readyz', '/readyz?verbose');
  await send('POST', UPLOADS, UPLOADS, goodForm());
  t.ok(seen.size >= 30, `${seen.size} different answers`);
});
