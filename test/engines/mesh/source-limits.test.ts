// Limits that hold for every source, each from both sides: what is just within is converted, what is just beyond is
// refused with the setting that raises the limit.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { EngineLimits } from '../../../src/engines/engine-module.ts';
import { createMeshEngine } from '../../../src/engines/mesh/create-mesh-engine.ts';
import { PNG } from '../3mf/build-3mf.ts';
import { buildZip } from '../archive/build-zip.ts';
import { buildDae } from '../assimp/build-dae.ts';
import { fbxBinary, tetraRecords } from '../assimp/build-fbx.ts';
import { openFolder } from '../cad/engine-jobs.ts';
import { glbOf } from '../gltf/build-gltf.ts';
import { deepModel, manyParts, TREES } from './tree-models.ts';
import { twoBoxesGltf } from './two-boxes.ts';

t.setTimeout(300_000); // the first DAE and FBX load WebAssembly
const engine = createMeshEngine('mesh', '1', async () => {});

async function convert(
  t: Test,
  source: FormatId,
  bytes: Buffer,
  limits: Partial<EngineLimits>,
  target: FormatId = 'glb',
  options: Record<string, unknown> = {},
): Promise<string> {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target, { options });
  await engine.convert(job, { ...DEFAULT_LIMITS, ...limits }, () => {});
  return job.targetPath;
}

const beyond = (detail: RegExp) => ({ code: 'input_limit_exceeded', detail });

for (const format of TREES) {
  t.test(`${format}: the tree is as deep as the limit allows, and its target too`, async (t) => {
    const target = format === '3mf' ? '3mf' : 'glb';
    await t.resolves(convert(t, format, deepModel(format, 12), { maxTreeDepth: 12 }, target));
    await t.rejects(
      convert(t, format, deepModel(format, 13), { maxTreeDepth: 12 }),
      beyond(/more than 12 levels\. .*MAX_TREE_DEPTH/),
    );
    await t.rejects(
      convert(t, format, deepModel(format, DEFAULT_LIMITS.maxTreeDepth + 1), { maxXmlDepth: 500 }),
      beyond(/more than 400 levels/),
      'by default',
    );
  });

  t.test(`${format}: as many parts and instances as the limit allows`, async (t) => {
    await t.resolves(convert(t, format, manyParts(format, 30), { maxParts: 30 }));
    await t.rejects(
      convert(t, format, manyParts(format, 31), { maxParts: 30 }),
      beyond(/(more than 30|31) parts, groups and instances.*MAX_PARTS/),
    );
  });
}

for (const format of ['x3d', 'dae', '3mf', 'amf'] as const) {
  t.test(`${format}: XML elements nest as deep as the limit allows`, async (t) => {
    const levels = { x3d: 5, dae: 9, '3mf': 6, amf: 7 }[format]; // of the elements of one part
    const bytes = manyParts(format, 1);
    await t.resolves(convert(t, format, bytes, { maxXmlDepth: levels }));
    await t.rejects(
      convert(t, format, bytes, { maxXmlDepth: levels - 1 }),
      beyond(new RegExp(`more than ${levels - 1} levels.*MAX_XML_DEPTH`)),
    );
  });
}

/** A PNG whose header says so; the rest is that of one pixel, as nobody decodes it. */
function picture(width: number, height: number): Buffer {
  const bytes = Buffer.from(PNG);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function texturedGlb(image: Buffer): Buffer {
  const { json, bin } = twoBoxesGltf((json) => {
    const padded = json.buffers[0].byteLength;
    json.bufferViews.push({ buffer: 0, byteOffset: padded, byteLength: image.length });
    json.buffers[0].byteLength += image.length;
    json.images = [{ name: 'paint\u0007', bufferView: json.bufferViews.length - 1, mimeType: 'image/png' }];
    json.textures = [{ source: 0 }];
    for (const material of json.materials) material.pbrMetallicRoughness = { baseColorTexture: { index: 0 } };
  });
  return glbOf(json, Buffer.concat([bin, image]));
}

/** What our writers make of the GLB, before anybody holds it against a limit. */
const rewritten =
  (target: FormatId, options?: Record<string, unknown>) =>
  async (t: Test, image: Buffer): Promise<Buffer> =>
    readFileSync(await convert(t, 'glb', texturedGlb(image), {}, target, options));

const zipped = (name: string, bytes: Buffer | string) => (_: Test, image: Buffer) =>
  buildZip([
    { name, bytes },
    { name: 'a.png', bytes: image },
  ]);

const POINTS = '0 0 0 1 0 0 0 1 0';
const X3D =
  '<X3D><Scene><Shape><Appearance><ImageTexture url="a.png"/></Appearance>' +
  `<TriangleSet><Coordinate point="${POINTS}"/><TextureCoordinate point="0 0 1 0 0 1"/></TriangleSet></Shape></Scene></X3D>`;

const TEXTURED: [string, FormatId, (t: Test, image: Buffer) => Buffer | Promise<Buffer>][] = [
  ['GLB', 'glb', (_, image) => texturedGlb(image)],
  ['glTF', 'gltf', rewritten('gltf')],
  ['OBJ in a ZIP', 'zip', rewritten('obj', { materials: true })],
  ['3MF', '3mf', rewritten('3mf')],
  ['USDZ', 'usdz', rewritten('usdz')],
  ['DAE in a ZIP', 'zip', zipped('a.dae', buildDae({ image: 'a.png' }))],
  ['FBX', 'fbx', (_, image) => fbxBinary(tetraRecords({ image }))],
  ['FBX in a ZIP', 'zip', zipped('a.fbx', fbxBinary(tetraRecords({ imageName: 'a.png' })))],
  ['X3D in a ZIP', 'zip', zipped('a.x3d', X3D)],
];

for (const [name, format, build] of TEXTURED) {
  t.test(
    `${name}: an image has as many pixels as the limit allows, also where it is only carried over`,
    async (t) => {
      const bytes = await build(t, picture(60, 50));
      await t.resolves(convert(t, format, bytes, { maxTexturePixels: 3000 }));
      await t.rejects(
        convert(t, format, bytes, { maxTexturePixels: 2999 }),
        beyond(/^The image .+ has 60 × 50 pixels; the limit is 2999 .*MAX_TEXTURE_PIXELS/),
      );
      await t.rejects(convert(t, format, bytes, { maxTexturePixels: 2999 }, 'stl'), beyond(/60 × 50/));
    },
  );
}

t.test('by default an image of 30000 × 30000 pixels is refused, one of 16384 × 16384 is not', async (t) => {
  await t.rejects(
    convert(t, 'glb', texturedGlb(picture(30_000, 30_000)), {}),
    beyond(/"paint�" has 30000 × 30000/),
  );
  await t.resolves(convert(t, 'glb', texturedGlb(picture(16_384, 16_384)), {}));
});
