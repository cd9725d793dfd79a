// OBJ with its materials and textures in a ZIP: read back here, and by assimp.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t, { type Test } from 'tap';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { unzip } from '../../support/unzip.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { glbOf, type LooseJson } from '../gltf/build-gltf.ts';
import { twoBoxesGltf } from './two-boxes.ts';

const PIXELS = {
  one: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  two: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
};

/** Two boxes, each with a material; the first with images of one name. */
function rich(change: (json: LooseJson) => void = () => {}): Buffer {
  const { json, bin } = twoBoxesGltf((json) => {
    json.images = Object.values(PIXELS).map((data) => ({
      name: 'Holz/1',
      uri: `data:image/png;base64,${data}`,
    }));
    json.textures = [{ source: 0 }, { source: 1 }];
    json.materials = [
      {
        name: 'warm paint',
        pbrMetallicRoughness: {
          baseColorFactor: [0.5, 0.25, 1, 1],
          metallicFactor: 0.75,
          roughnessFactor: 0.25,
          baseColorTexture: { index: 0 },
        },
        normalTexture: { index: 1 },
        emissiveFactor: [0, 0.5, 0],
      },
      {
        name: 'glass',
        pbrMetallicRoughness: { baseColorFactor: [0, 1, 0, 0.5], metallicFactor: 0 },
        alphaMode: 'BLEND',
      },
    ];
    change(json);
  });
  return glbOf(json, bin);
}

async function convert(t: Test, glb: Buffer) {
  const folder = await openFolder(t);
  const options = { materials: true };
  const job = folder.job('glb', await folder.put('rich.glb', glb), 'obj', { options });
  const report = await meshEngine.convert(job, LIMITS, () => {});
  const bytes = readFileSync(job.targetPath);
  return { folder, job, report, bytes, files: await unzip(bytes) };
}

t.test('the files, and nothing lost that OBJ has a place for', async (t) => {
  const { report, files, bytes, folder, job } = await convert(t, rich());
  t.strictSame([...files.keys()], ['model.obj', 'model.mtl', 'textures/Holz_1.png', 'textures/Holz_1_2.png']);
  t.strictSame(files.get('textures/Holz_1.png'), Buffer.from(PIXELS.one, 'base64'));
  t.strictSame(files.get('textures/Holz_1_2.png'), Buffer.from(PIXELS.two, 'base64'));
  t.match(files.get('model.obj')!.toString(), /^# [^\n]+\nmtllib model\.mtl\no /);
  t.strictSame(
    report.lost.map(({ what }) => what),
    ['assembly nodes'],
  );
  t.match(report.target, { format: 'obj', parts: 2, triangles: 24, colours: report.source.colours });
  const again = folder.job('glb', job.sourcePath, 'obj', { options: job.options });
  await meshEngine.convert(again, LIMITS, () => {});
  t.ok(readFileSync(again.targetPath).equals(bytes), 'the same bytes again');
});

t.test('it comes back as it was', async (t) => {
  const { folder, job } = await convert(t, rich());
  const back = folder.job('zip', job.targetPath, 'glb', {
    options: { source_unit: 'mm', source_up_axis: 'z' },
  });
  const report = await meshEngine.convert(back, LIMITS, () => {});
  t.match(report.source, { format: 'obj', triangles: 24, parts: 2 });
  t.strictSame([report.lost, report.warnings], [[], []]);
  const { materials, images } = (await readGltf(back.targetPath, 'glb', LIMITS)).model;
  const rounded = (values: number[]) => values.map((value) => Math.round(value * 1e5) / 1e5);
  t.strictSame(
    materials.map(({ name, baseColour, metallic, roughness }) => [
      name,
      ...rounded([...baseColour, metallic, roughness]),
    ]),
    [
      ['warm_paint', 0.5, 0.25, 1, 1, 0.75, 0.25],
      ['glass', 0, 1, 0, 0.5, 0, 1],
    ],
  );
  const [paint, glass] = materials;
  t.equal(glass!.alphaMode, 'BLEND');
  t.strictSame(rounded(paint!.emissive!), [0, 0.5, 0]);
  t.strictSame(
    [paint!.baseColourImage, paint!.normalImage].map((at) =>
      Buffer.from(images[at!]!.bytes).toString('base64'),
    ),
    Object.values(PIXELS),
  );
});

t.test('what an MTL file has no place for is lost, with a count', async (t) => {
  const { report, files } = await convert(
    t,
    rich((json) => {
      json.materials[0].occlusionTexture = json.materials[0].normalTexture;
      delete json.materials[0].normalTexture;
    }),
  );
  t.notOk(files.has('textures/Holz_1_2.png'));
  t.match(report.lost, [{}, { what: 'textures', count: 1, why: /material/ }]);
});

interface AssimpScene {
  meshes: { faces: number[][]; materialindex: number }[];
  materials: { properties: { key: string; semantic: number; value: unknown }[] }[];
}

t.test('assimp reads the materials and the names of the textures', async (t) => {
  const { files } = await convert(t, rich());
  const assimp = await (createRequire(import.meta.url)('assimpjs') as () => Promise<LooseAssimp>)();
  const list = new assimp.FileList();
  for (const [name, bytes] of files) list.AddFile(name, bytes);
  const result = assimp.ConvertFileList(list, 'assjson');
  t.ok(result.IsSuccess(), result.GetErrorCode());
  const scene = JSON.parse(Buffer.from(result.GetFile(0).GetContent()).toString('utf8')) as AssimpScene;
  t.equal(
    scene.meshes.reduce((sum, { faces }) => sum + faces.length, 0),
    24,
  );
  const of = (name: string) => {
    const found = scene.materials.find(({ properties }) =>
      properties.some(({ key, value }) => key === '?mat.name' && value === name),
    )!;
    return (key: string, semantic = 0) =>
      found.properties.find((each) => each.key === key && each.semantic === semantic)?.value;
  };
  const paint = of('warm_paint');
  t.equal(paint('$tex.file', 1), 'textures/Holz_1.png');
  t.equal(of('glass')('$mat.opacity'), 0.5);
  // sRGB of 0.5 and 0.25.
  const [red, green, blue] = paint('$clr.diffuse') as number[];
  t.ok(Math.abs(red! - 0.73536) < 1e-4 && Math.abs(green! - 0.5371) < 1e-4 && blue === 1, `${red} ${green}`);
});

interface LooseAssimp {
  FileList: new () => { AddFile(name: string, bytes: Uint8Array): void };
  ConvertFileList(
    files: unknown,
    format: string,
  ): { IsSuccess(): boolean; GetErrorCode(): string; GetFile(index: number): { GetContent(): Uint8Array } };
}
