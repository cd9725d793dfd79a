import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { buildTestApp } from '../support/build-test-app.ts';
import { field, file, multipart, TRIANGLE_STL } from '../support/multipart.ts';

const URL = '/api/v1/formats';

interface Pair {
  source: string;
  target: string;
  engine: string;
  fidelity: string;
  kept: string[];
  lost: string[];
  options_schema: object;
}

const CAD = ['step', 'iges', 'brep'];
const MESH_SOURCES = ['stl', 'obj', 'ply', 'off', 'glb', 'gltf', '3mf', 'usd', 'usdz'];
const TARGETS = ['step', 'iges', 'brep', 'stl', 'obj', 'ply', 'off', 'glb', 'gltf', '3mf', 'usdz'];
const SOURCES_ONLY = ['amf', 'dae', 'fbx', '3ds', 'x3d', 'vrml', 'ifc', '3dm', 'zip'];

t.test('every source becomes every target', async (t) => {
  const { app } = await buildTestApp(t);
  const { data } = (await app.inject(URL)).json() as { data: Pair[] };
  const expected = [...CAD, ...MESH_SOURCES, ...SOURCES_ONLY].flatMap((source) =>
    TARGETS.map((target) => `${source} ${target}`),
  );
  t.strictSame(data.map(({ source, target }) => `${source} ${target}`).sort(), expected.sort());
  for (const pair of data)
    t.match(pair, { engine: /^[a-z0-9-]+$/, fidelity: /^(exact|tessellated|mesh|faceted)$/ });
  const toStl = data.find(({ source, target }) => source === 'step' && target === 'stl');
  t.match(toStl, { kept: ['names'], lost: ['hierarchy', 'instances', 'units', 'colours'] });
});

t.test('each format of a pair says its name and its extensions', async (t) => {
  const { app } = await buildTestApp(t);
  const { data, formats } = (await app.inject(URL)).json() as { data: Pair[]; formats: { id: string }[] };
  const inPairs = new Set(data.flatMap(({ source, target }) => [source, target]));
  t.strictSame(formats.map(({ id }) => id).sort(), [...inPairs].sort());
  t.match(
    formats.find(({ id }) => id === 'step'),
    { name: 'STEP (ISO 10303-21)', extensions: ['.step', '.stp'], media_type: 'model/step' },
  );
});

t.test('ETag', async (t) => {
  const { app } = await buildTestApp(t);
  const { etag } = (await app.inject(URL)).headers;
  const same = await app.inject({ url: URL, headers: { 'if-none-match': `W/${etag}` } });
  t.strictSame([same.statusCode, same.body], [304, '']);
  t.equal((await app.inject({ url: URL, headers: { 'if-none-match': '"x"' } })).statusCode, 200);
  await t.test('changes with the formats', async (t) => {
    const fewer = await buildTestApp(t, { engine: { capabilities: () => listCapabilities().slice(1) } });
    t.not((await fewer.app.inject(URL)).headers.etag, etag);
  });
});

t.test('is small for who takes gzip, under an entity tag of its own', async (t) => {
  const { app } = await buildTestApp(t);
  const plain = await app.inject(URL);
  const packed = await app.inject({ url: URL, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  t.match(packed.headers, { 'content-encoding': 'gzip', vary: 'accept-encoding' });
  t.notMatch(plain.headers, { 'content-encoding': /./ });
  t.strictSame(gunzipSync(packed.rawPayload), plain.rawPayload);
  t.ok(packed.rawPayload.length < plain.rawPayload.length / 20, `${packed.rawPayload.length} bytes`);
  t.not(packed.headers.etag, plain.headers.etag);
  const headers = { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.etag as string };
  t.equal((await app.inject({ url: URL, headers })).statusCode, 304);
});

t.test('the options schemas are JSON Schema and agree with what uploads accept', async (t) => {
  const { app } = await buildTestApp(t);
  const { data } = (await app.inject(URL)).json() as { data: Pair[] };
  const ajv = new Ajv2020({ strict: true });
  for (const { source, target, options_schema } of data) {
    const validate = ajv.compile(options_schema);
    t.ok(validate({}), `${source} ${target}: no options`);
    t.notOk(validate({ no_such_option: 1 }), `${source} ${target}: unknown options are refused`);
  }
  const toObj = data.find(({ source, target }) => source === 'stl' && target === 'obj');
  const validate = ajv.compile(toObj!.options_schema);
  for (const options of [
    {},
    { source_unit: 'in' },
    { source_unit: 'parsec' },
    { source_unit: null },
    { source_up_axis: 'y', target_up_axis: 'z', target_unit: 'm' },
    { linear_deflection: 1 },
  ]) {
    const form = multipart(
      file('one.stl', TRIANGLE_STL),
      field('target_format', 'obj'),
      field('options', JSON.stringify(options)),
    );
    const { statusCode } = await app.inject({ method: 'POST', url: '/api/v1/conversions', ...form });
    t.equal(statusCode, validate(options) ? 201 : 422, JSON.stringify(options));
  }
});
