// A ZIP archive of a model and its files, through the engine.
import { existsSync, readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { listCapabilities } from '../../../src/engines/catalogue.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { scratchFolderOf } from '../../../src/engines/scratch-folder.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { buildZip, type Member } from '../archive/build-zip.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { glbOf, triangleGltf } from '../gltf/build-gltf.ts';
import { twoBoxes } from './two-boxes.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const OBJ = 'mtllib paint.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl red\nf 1/1 2/1 3/1\n';
const MTL = 'newmtl red\nKd 1 0 0\nmap_Kd textures\\dot.png\n';
const glb = (() => {
  const { json, bin } = triangleGltf();
  return glbOf(json, bin);
})();

async function convert(t: Test, members: Member[], options: Record<string, unknown> = {}) {
  const folder = await openFolder(t);
  const job = folder.job('zip', await folder.put('upload.zip', buildZip(members)), 'glb', { options });
  const report = await meshEngine
    .convert(job, LIMITS, () => {})
    .finally(() => {
      t.notOk(existsSync(scratchFolderOf(job.targetPath)), 'nothing is left behind');
    });
  return {
    report,
    model: (await readGltf(job.targetPath, 'glb', LIMITS)).model,
    bytes: readFileSync(job.targetPath),
  };
}

t.test('OBJ with its materials and textures, in a folder, among what macOS adds', async (t) => {
  const { report, model } = await convert(t, [
    { name: 'model/' },
    { name: 'model/Part.OBJ', bytes: OBJ },
    { name: 'model/paint.mtl', bytes: MTL },
    { name: 'model/textures/dot.png', bytes: PNG },
    { name: 'model/.hidden.obj', bytes: OBJ },
    { name: '__MACOSX/model/._Part.obj', bytes: 'resource fork' },
    { name: 'readme.txt', bytes: 'hello' },
  ]);
  t.equal(report.source.format, 'obj');
  t.strictSame(report.lost, []);
  t.strictSame(report.warnings, ['The OBJ file names no unit: millimetres and Z-up were assumed.']);
  t.match(model.materials[0], { name: 'red', baseColour: [1, 0, 0, 1], baseColourImage: 0 });
  t.strictSame(Buffer.from(model.images[0]!.bytes), PNG);
});

t.test('a glTF with its buffer and image', async (t) => {
  const { json, bin } = triangleGltf();
  json.buffers[0].uri = 'data%20of%20it.bin';
  const { report, model } = await convert(t, [
    { name: 'scene.gltf', bytes: JSON.stringify(json) },
    { name: 'data of it.bin', bytes: bin },
  ]);
  t.match(report.source, { format: 'gltf', triangles: 1, unit: 'm' });
  t.equal(model.meshes[0]!.primitives[0]!.indices.length, 3);
});

for (const format of ['stl', 'ply', 'glb'] as const) {
  t.test(`${format} alone in an archive is what it is without`, async (t) => {
    const { report, bytes } = await convert(t, [{ name: `a.${format}`, bytes: twoBoxes(format) }]);
    const folder = await openFolder(t);
    const job = folder.job(format, await folder.put(`a.${format}`, twoBoxes(format)), 'glb');
    const bare = await meshEngine.convert(job, LIMITS, () => {});
    t.strictSame({ ...report, timingsMs: {} }, { ...bare, timingsMs: {} });
    t.ok(bytes.equals(readFileSync(job.targetPath)));
  });
}

t.test('several models: the option names one', async (t) => {
  const members = [
    { name: 'a/model.glb', bytes: glb },
    { name: 'b/model.obj', bytes: OBJ },
  ];
  await t.rejects(convert(t, members), {
    code: 'input_archive_model',
    detail:
      'The archive has several models: "a/model.glb", "b/model.obj". Name one in the option archive_model, or leave the others out.',
  });
  for (const name of ['b/model.obj', './b/model.obj', 'b\\MODEL.obj']) {
    t.equal((await convert(t, members, { archive_model: name })).report.source.format, 'obj', name);
  }
  await t.rejects(convert(t, members, { archive_model: 'c.obj' }), {
    code: 'input_archive_model',
    detail: /no model "c\.obj"\. It has "a\/model\.glb"/,
  });
});

t.test('what is no archive of a model', async (t) => {
  const cases: [string, Member[], string, RegExp][] = [
    ['no model', [{ name: 'a.txt', bytes: 'hello' }], 'input_archive_model', /no file of a format/],
    ['nothing', [], 'input_archive_model', /no file of a format/],
    ['an archive in an archive', [{ name: 'a.zip', bytes: buildZip([]) }], 'input_archive_model', /no file/],
    ['an empty model', [{ name: 'a.glb', bytes: '' }], 'input_malformed', /does not begin like/],
    ['a model that is another', [{ name: 'a.glb', bytes: OBJ }], 'input_malformed', /does not begin like/],
    ['a name that leads out', [{ name: '../a.glb', bytes: glb }], 'input_archive_unsafe', /./],
  ];
  for (const [name, members, code, says] of cases) {
    await t.rejects(convert(t, members), { code, detail: says }, name);
  }
});

t.test('references lead nowhere but into the archive', async (t) => {
  const { json } = triangleGltf();
  for (const uri of [
    '/etc/passwd',
    'file:///etc/passwd',
    '../../../etc/hostname',
    'http://127.0.0.1/a.bin',
  ]) {
    json.buffers[0].uri = uri;
    const members = [{ name: 'deep/scene.gltf', bytes: JSON.stringify(json) }];
    await t.rejects(convert(t, members), { code: 'input_external_reference' }, uri);
  }
});

t.test('the options of an archive', async (t) => {
  const pair = listCapabilities().find(({ source, target }) => source === 'zip' && target === 'glb')!;
  t.strictSame(pair.checkOptions({ archive_model: 'a.obj', source_unit: 'in' }), []);
  t.match(pair.checkOptions({ archive_model: '' }), [{ pointer: '/options/archive_model' }]);
});

t.test(
  'spider.obj with spider.mtl, without its images',
  { skip: haveSamples ? false : 'no ../shared/samples' },
  async (t) => {
    const [obj, mtl] = ['spider.obj', 'spider.mtl'].map((name) => readFileSync(samplePath(name)));
    const { report, model } = await convert(t, [
      { name: 'spider.obj', bytes: obj! },
      { name: 'spider.mtl', bytes: mtl! },
    ]);
    t.match(report.lost, [{ what: 'images', count: 4, why: 'The archive does not have all of them.' }]);
    const used = new Set(model.materials.map(({ name }) => name));
    t.strictSame([...used].toSorted(), ['Augentex', 'BeinTex', 'HLeibTex', 'Skin']);
    const legs = model.materials.find(({ name }) => name === 'HLeibTex')!;
    // Kd 0.690196 0.639216 0.615686, as sRGB.
    t.ok([0.43415, 0.36625, 0.33716].every((value, at) => Math.abs(value - legs.baseColour[at]!) < 1e-4));
  },
);
