import t from 'tap';
import { buildTestApp } from '../support/build-test-app.ts';
import { field, file, multipart, type Part, TRIANGLE_STL } from '../support/multipart.ts';

const UPLOADS = '/api/v1/conversions';
const TYPES = ['preview', 'original_preview', 'thumbnail'] as const;

t.test('previews are in the resource, have links and are downloaded', async (t) => {
  const { app, drive } = await buildTestApp(t);
  const { id } = await drive.completed({ withPreview: true });
  const resource = (await app.inject({ url: `${UPLOADS}/${id}` })).json();
  const counts = { triangles: 10, total_triangles: 12 };
  t.strictSame(resource.preview, {
    original: { size_bytes: 20, ...counts },
    converted: { size_bytes: 18, ...counts },
  });
  const seen = await Promise.all(
    TYPES.map(async (type) => {
      t.equal(resource.links[type], `${UPLOADS}/${id}/files?type=${type}`);
      const attached = await app.inject({ url: resource.links[type] });
      t.equal(attached.headers['content-type'], 'application/octet-stream');
      const { headers, body } = await app.inject({ url: `${resource.links[type]}&disposition=inline` });
      return [headers['content-type'], headers['content-disposition'], body];
    }),
  );
  t.strictSame(seen, [
    ['model/gltf-binary', 'inline; filename="bracket.preview.glb"', 'glTF of the result'],
    ['model/gltf-binary', 'inline; filename="bracket.original-preview.glb"', 'glTF of the original'],
    ['image/png', 'inline; filename="bracket.thumbnail.png"', 'a picture'],
  ]);
});

t.test('where there are none the answer says what to do', async (t) => {
  const { app, drive, store } = await buildTestApp(t);
  const codeOf = async (id: string, type: string) => {
    const response = await app.inject({ url: `${UPLOADS}/${id}/files?type=${type}` });
    return [response.statusCode, response.json().code];
  };
  const plain = await drive.completed();
  const resource = (await app.inject({ url: `${UPLOADS}/${plain.id}` })).json();
  t.equal(resource.preview, undefined);
  const running = await drive.inProgress({ withPreview: true });
  const failed = await drive.failed({ withPreview: true });
  const expired = await drive.expired({ withPreview: true });
  const unmade = await drive.completed({ withPreview: true });
  await store.transition(unmade.id, unmade.revision, { previews: {}, updatedAt: unmade.updatedAt });
  for (const type of TYPES) {
    t.notOk(type in resource.links);
    t.strictSame(await codeOf(plain.id, type), [404, 'preview_not_made']);
    t.strictSame(await codeOf(unmade.id, type), [404, 'preview_not_made']);
    t.strictSame(await codeOf(running.id, type), [409, 'conversion_not_finished']);
    t.strictSame(await codeOf(failed.id, type), [409, 'conversion_has_no_result']);
    t.strictSame(await codeOf(expired.id, type), [410, 'file_expired']);
  }
  const detailOf = async (id: string) =>
    (await app.inject({ url: `${UPLOADS}/${id}/files?type=preview` })).json().detail;
  t.match(await detailOf(plain.id), /send preview=true/);
  t.match(await detailOf(unmade.id), /warnings of the report/);
  const { links } = (await app.inject({ url: `${UPLOADS}/${expired.id}` })).json();
  for (const type of TYPES) t.notOk(type in links, 'no link to what is gone');
});

t.test('an upload asks for them', async (t) => {
  const { app, store } = await buildTestApp(t);
  const send = (...more: Part[]) =>
    app.inject({
      method: 'POST',
      url: UPLOADS,
      ...multipart(file('one.stl', TRIANGLE_STL), field('target_format', 'obj'), ...more),
    });
  const asks = async (...more: Part[]) => (await store.find((await send(...more)).json().id))?.withPreview;
  t.equal(await asks(field('preview', 'true')), true);
  t.equal(await asks(field('preview', 'false')), undefined);
  t.equal(await asks(), undefined);
  const wrong = await send(field('preview', 'maybe'));
  t.strictSame([wrong.statusCode, wrong.json().code], [400, 'preview_invalid']);
});
