import t from 'tap';
import { buildTestApp } from '../support/build-test-app.ts';
import { field, multipart, TRIANGLE_STL } from '../support/multipart.ts';

const UPLOADS = '/api/v1/conversions';

/** How the client writes the name; what people see; what the stored file is called. */
const NAMES: [what: string, disposition: string, shown: string, stored: RegExp][] = [
  ['plain', 'filename="one.stl"', 'one.stl', /^one\.stl$/],
  ['unquoted', 'filename=one.stl', 'one.stl', /^one\.stl$/],
  ['a path', 'filename="../../../etc/one.stl"', 'one.stl', /^one\.stl$/],
  ['a path of Windows', 'filename="C:\\\\models\\\\one.stl"', 'one.stl', /^one\.stl$/],
  ['a path, encoded', "filename*=UTF-8''..%2F..%2Fone.stl", 'one.stl', /^one\.stl$/],
  ['dots only before the slash', 'filename="..%2f..\\\\..\\\\one.stl"', 'one.stl', /^one\.stl$/],
  ['NUL', "filename*=UTF-8''one.stl%00.stl", 'one.stl.stl', /^one\.stl\.stl$/],
  [
    'CR and LF as browsers send them',
    'filename="o%0D%0AX-Evil: 1%0D%0Ane.stl"',
    'oX-Evil: 1ne.stl',
    /^oX-Evil_ 1ne\.stl$/,
  ],
  ['a right-to-left override', "filename*=UTF-8''one%E2%80%AElts.stl", 'onelts.stl', /^onelts\.stl$/],
  ['UTF-8', 'filename="Gehäuse №7.stl"', 'Gehäuse №7.stl', /^Gehäuse №7\.stl$/],
  ['quotes as browsers send them', 'filename="Gehäuse %22A%22.stl"', 'Gehäuse "A".stl', /^Gehäuse _A_\.stl$/],
  ['quotes with backslashes', 'filename="Gehäuse \\"A\\".stl"', 'Gehäuse "A".stl', /^Gehäuse _A_\.stl$/],
  ['RFC 5987', "filename*=UTF-8''Geh%C3%A4use%20%E2%84%967.stl", 'Gehäuse №7.stl', /^Gehäuse №7\.stl$/],
  // Forms must not have filename* (RFC 7578 § 4.2); where one has both, the parser keeps the plain one.
  ['RFC 5987 beside a fallback', 'filename="x.stl"; filename*=UTF-8\'\'%E7%AE%B1.stl', 'x.stl', /^x\.stl$/],
  ['emoji', 'filename="👩‍🚀🚀.stl"', '👩‍🚀🚀.stl', /^👩‍🚀🚀\.stl$/u],
  ['decomposed letters', 'filename="Geha\u0308use.stl"', 'Gehäuse.stl', /^Gehäuse\.stl$/],
  ['300 characters', `filename="${'é'.repeat(300)}.stl"`, `${'é'.repeat(251)}.stl`, /^é{30,60}\.stl$/],
  ['a percent sign', 'filename="100%.stl"', '100%.stl', /^100%\.stl$/],
  ['a Windows device', 'filename="NUL.stl"', 'NUL.stl', /^_NUL\.stl$/],
  ['spaces around', 'filename="  one.stl  "', 'one.stl', /^one\.stl$/],
  ['a semicolon', 'filename="a;b.stl"', 'a;b.stl', /^a;b\.stl$/],
];

t.test('names of uploads are labels, never paths', async (t) => {
  const { app, keys } = await buildTestApp(t);
  for (const [what, disposition, shown, stored] of NAMES) {
    const part = { name: 'file', value: TRIANGLE_STL, disposition: `form-data; name="file"; ${disposition}` };
    const form = multipart(field('target_format', 'obj'), { ...part, type: 'model/stl' });
    const response = await app.inject({ method: 'POST', url: UPLOADS, ...form });
    t.equal(response.statusCode, 201, `${what}: ${response.body}`);
    if (response.statusCode !== 201) continue;
    const { id, file_name, original_file_path } = (
      await app.inject(response.headers.location as string)
    ).json();
    t.equal(file_name, shown, what);
    const [area, owner, name, ...rest] = original_file_path.slice(1).split('/');
    t.strictSame([area, owner, rest], ['original', id, []], what);
    t.match(name, stored, what);
    t.ok((await keys()).includes(original_file_path), `${what}: the file lies there`);
    const download = await app.inject(`${UPLOADS}/${id}/files?type=original`);
    t.equal(download.body, TRIANGLE_STL);
    t.equal(download.headers['x-evil'], undefined);
  }
});

t.test('a name with a bare line break is no name', async (t) => {
  const { app, keys } = await buildTestApp(t);
  const disposition = 'form-data; name="file"; filename*=UTF-8\'\'o%0D%0ASet-Cookie: a=b%0D%0Ane.stl';
  const form = multipart(field('target_format', 'obj'), { name: 'file', value: TRIANGLE_STL, disposition });
  const response = await app.inject({ method: 'POST', url: UPLOADS, ...form });
  t.match([response.statusCode, response.json().code], [400, 'file_required']);
  t.equal(response.headers['set-cookie'], undefined);
  t.strictSame(await keys(), []);
});
