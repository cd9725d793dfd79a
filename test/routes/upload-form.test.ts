import t from 'tap';
import { buildTestApp, type TestApp } from '../support/build-test-app.ts';
import {
  CONTENT_TYPE,
  field,
  file,
  goodForm,
  multipart,
  type Part,
  TRIANGLE_STL,
} from '../support/multipart.ts';

const UPLOADS = '/api/v1/conversions';
const stl = file('one.stl', TRIANGLE_STL);
const toObj = field('target_format', 'obj');

const post = ({ app }: TestApp, form: ReturnType<typeof multipart>) =>
  app.inject({ method: 'POST', url: UPLOADS, ...form });
const upload = (test: TestApp, ...parts: Part[]) => post(test, multipart(...parts));

t.test('every field is kept, whatever the order', async (t) => {
  const test = await buildTestApp(t);
  const parts = [
    stl,
    toObj,
    field('options', '{"source_unit": "in", "target_up_axis": "y"}'),
    field('tag', 'order-4711'),
  ];
  for (let turn = 0; turn < parts.length; turn++) {
    const response = await upload(test, ...parts.slice(turn), ...parts.slice(0, turn));
    t.equal(response.statusCode, 201, response.body);
    t.match((await test.app.inject(response.headers.location as string)).json(), {
      options: { source_unit: 'in', target_up_axis: 'y' },
      tag: 'order-4711',
      source_format: 'stl',
      target_format: 'obj',
      size_bytes: TRIANGLE_STL.length,
    });
  }
});

t.test('each refusal has its code, and nothing is kept', async (t) => {
  const test = await buildTestApp(t);
  const long = 'x'.repeat(40_000);
  const cases: [string, number, Part[]][] = [
    ['field_repeated', 400, [toObj, stl, toObj]],
    ['field_repeated', 400, [toObj, field('target_format', 'glb'), stl]],
    ['field_repeated', 400, [stl, toObj, field('tag', 'a'), field('tag', 'a')]],
    ['field_repeated', 400, [stl, toObj, field('options', ''), field('options', '{}')]],
    ['field_too_long', 400, [stl, toObj, field('tag', long)]],
    ['field_too_long', 400, [field('unknown', long), stl, toObj]],
    ['too_many_files', 400, [stl, stl, toObj]],
    ['too_many_files', 400, [stl, toObj, file('readme.txt', 'x', 'readme')]],
    ['file_required', 400, [toObj]],
    ['file_empty', 400, [file('one.stl', ''), toObj]],
    ['target_format_required', 400, [stl, field('target_format', '  ')]],
    ['target_format_unknown', 400, [stl, field('target_format', 'docx')]],
    ['target_format_unknown', 400, [stl, field('target_format', '../obj')]],
    ['tag_invalid', 400, [stl, toObj, field('tag', 'two words')]],
    ['tag_invalid', 400, [stl, toObj, field('tag', 'x'.repeat(65))]],
    ['options_malformed', 400, [stl, toObj, field('options', '{')]],
    ['options_malformed', 400, [stl, toObj, field('options', '[]')]],
    ['options_malformed', 400, [stl, toObj, field('options', 'null')]],
    ['options_malformed', 400, [stl, toObj, { ...field('options', '{'), type: 'application/json' }]],
    ['options_invalid', 422, [stl, toObj, field('options', '{"encoding": "ascii"}')]],
    ['options_invalid', 422, [stl, toObj, field('options', '{"source_unit": 7}')]],
    ['file_extension_missing', 400, [file('stl', TRIANGLE_STL), toObj]],
    ['file_extension_missing', 400, [file('.stl', TRIANGLE_STL), toObj]],
    ['file_extension_missing', 400, [file('one.', TRIANGLE_STL), toObj]],
    ['source_format_unknown', 400, [file('one.stl.rar', TRIANGLE_STL), toObj]],
    ['source_format_unknown', 400, [file('one.c++', TRIANGLE_STL), toObj]],
    ['content_mismatch', 422, [file('one.glb', TRIANGLE_STL), toObj]],
    ['content_mismatch', 422, [file('one.stl', 'PK\x03\x04 a zip archive'), toObj]],
    ['content_mismatch', 422, [file('one.stl', 'x'), toObj]],
    ['pair_unsupported', 422, [stl, field('target_format', 'fbx')]],
    ['pair_unsupported', 422, [field('target_format', '3ds'), stl]],
    ['form_malformed', 400, [field('__proto__', 'x'), stl, toObj]],
    ['form_malformed', 400, [field('constructor', 'x'), stl, toObj]],
    ['payload_too_large', 413, [...Array(101).fill(field('unknown', 'x')), stl, toObj]],
  ];
  for (const [code, status, parts] of cases) {
    const response = await upload(test, ...parts);
    const problem = response.json();
    t.match([response.statusCode, problem.status, problem.code], [status, status, code], response.body);
    t.equal(problem.type, `/docs/errors#${code}`);
    t.ok(problem.detail.length > 20 && problem.error.length > 10, problem.detail);
  }
  t.strictSame(await test.keys(), []);
  t.equal((await test.store.list({}, { limit: 1, skip: 0 })).total, 0);
});

t.test('a refusal says what would be right', async (t) => {
  const test = await buildTestApp(t);
  const pair = (await upload(test, stl, field('target_format', 'fbx'))).json();
  t.match(pair.detail, /step, iges, brep, stl, obj, ply, .*glb, gltf/);
  const options = (await upload(test, stl, toObj, field('options', '{"source_unit": "parsec"}'))).json();
  t.match(options.errors, [{ pointer: '/options/source_unit', detail: /mm/ }]);
  t.match(options.detail, /source_unit/);
});

t.test('malformed forms', async (t) => {
  const test = await buildTestApp(t);
  const whole = goodForm().payload;
  const text = whole.toString();
  const cases: [string, string | Buffer][] = [
    ['cut within the file', whole.subarray(0, 250)],
    ['cut within a part header', whole.subarray(0, 60)],
    ['cut before the last boundary', whole.subarray(0, -30)],
    ['no final boundary', text.replace(/--\r\n$/, '')],
    ['no boundary at all', 'hello'],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256))],
    ['header without end', text.slice(0, text.indexOf('\r\n') + 2) + 'x'.repeat(200_000)],
  ];
  for (const [name, payload] of cases) {
    const response = await post(test, {
      headers: { 'content-type': CONTENT_TYPE },
      payload: Buffer.from(payload),
    });
    t.equal(response.statusCode, 400, `${name}: ${response.body}`);
    t.match(response.json().code, /^(form_malformed|file_required|target_format_required)$/, name);
  }
  t.strictSame(await test.keys(), []);
});

t.test('formats are told from the name in any case; the same format normalises', async (t) => {
  const test = await buildTestApp(t);
  for (const [name, source] of [
    ['ONE.STL', 'stl'],
    ['one.Stl', 'stl'],
    ['archive.tar.stl', 'stl'],
    ['one.step.stl', 'stl'],
  ] as const) {
    const response = await upload(test, file(name, TRIANGLE_STL), field('target_format', 'STL'));
    t.equal(response.statusCode, 201, response.body);
    t.match((await test.app.inject(response.headers.location as string)).json(), {
      source_format: source,
      target_format: 'stl',
      file_name: name,
    });
  }
});

t.test('a part of type application/json is options like any other', async (t) => {
  const test = await buildTestApp(t);
  const options = { ...field('options', '{"source_unit": "cm"}'), type: 'application/json' };
  const response = await upload(test, stl, toObj, options);
  t.equal(response.statusCode, 201, response.body);
  const { options: kept } = (await test.app.inject(response.headers.location as string)).json();
  t.strictSame(kept, { source_unit: 'cm' });
});
