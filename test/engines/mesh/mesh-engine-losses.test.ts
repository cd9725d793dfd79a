// What a target cannot hold is named and counted; where it holds everything, nothing is.
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { embedded, glbOf, type LooseJson } from '../gltf/build-gltf.ts';
import { twoBoxes, twoBoxesGltf } from './two-boxes.ts';

const PNG =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A third part that shows the mesh of the second, a texture on the first, and a material that shines. */
function enrich(json: LooseJson): void {
  json.nodes.push({ name: 'twin', mesh: 1, translation: [0.1, 0, 0] });
  json.scenes[0].nodes.push(3);
  json.images = [{ uri: PNG }];
  json.textures = [{ source: 0 }];
  json.materials[0].pbrMetallicRoughness.baseColorTexture = { index: 0 };
  json.materials[1].emissiveFactor = [0, 0.5, 0];
}

function richGlb(change: (json: LooseJson) => void = () => {}): Buffer {
  const { json, bin } = twoBoxesGltf((json) => {
    enrich(json);
    change(json);
  });
  return glbOf(json, bin);
}

async function lossesOf(t: Test, source: FormatId, bytes: Buffer, target: FormatId) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target);
  const { lost } = await meshEngine.convert(job, LIMITS, () => {});
  for (const { what, why } of lost) t.match(why, /^[A-Z3].+\.$/, `${what}: a sentence says why`);
  return Object.fromEntries(lost.map(({ what, count }) => [what, count]));
}

const ATTRIBUTES = { 'vertex normals': 48, 'texture coordinates': 48, 'vertex colours': 24 };

const RICH: [FormatId, Record<string, number>][] = [
  ['glb', {}],
  ['gltf', {}],
  [
    'step',
    {
      instances: 1,
      ...ATTRIBUTES,
      'material names': 2,
      'material finishes': 1,
      textures: 1,
    },
  ],
  ['obj', { 'assembly nodes': 1, instances: 1, 'material finishes': 1, textures: 1 }],
  ['ply', { 'separate parts': 2, names: 3, 'assembly nodes': 1, instances: 1, materials: 2, textures: 1 }],
  [
    'stl',
    {
      'separate parts': 2,
      names: 3,
      'assembly nodes': 1,
      instances: 1,
      ...ATTRIBUTES,
      materials: 2,
      textures: 1,
    },
  ],
];

for (const [target, expected] of RICH) {
  t.test(`a glTF with everything → ${target}`, async (t) => {
    t.strictSame(await lossesOf(t, 'glb', richGlb(), target), expected);
  });
}

const WHOLE: [FormatId, FormatId][] = [
  ['stl', 'obj'],
  ['stl', 'glb'],
  ['stl', 'step'],
  ['obj', 'obj'],
  ['obj', 'glb'],
  ['obj', 'gltf'],
  ['ply', 'ply'],
  ['ply', 'obj'],
  ['ply', 'glb'],
];

for (const [source, target] of WHOLE) {
  t.test(`${source} → ${target} loses nothing`, async (t) => {
    t.strictSame(await lossesOf(t, source, twoBoxes(source), target), {});
  });
}

t.test('nodes that show nothing and have nothing below them are counted apart', async (t) => {
  const bytes = richGlb((json) => {
    json.nodes.push({ name: 'nothing' }, { name: 'nothing either', children: [4] });
    json.scenes[0].nodes.push(5);
  });
  t.strictSame(await lossesOf(t, 'glb', bytes, 'gltf'), {});
  const inStep = await lossesOf(t, 'glb', bytes, 'step');
  t.equal(inStep['empty nodes'], 2);
  t.notOk('assembly nodes' in inStep);
  t.match(await lossesOf(t, 'glb', bytes, 'obj'), { 'empty nodes': 2, 'assembly nodes': 1 });
});

t.test('what only some parts have, PLY cannot hold', async (t) => {
  const { json, bin } = twoBoxesGltf((json) => {
    delete json.meshes[0].primitives[0].attributes.NORMAL;
  });
  const losses = await lossesOf(t, 'gltf', embedded(json, bin), 'ply');
  t.match(losses, { 'vertex normals': 24 });
  t.notOk('texture coordinates' in losses, 'all parts have these');
});

t.test('what the reader could not keep stands beside what the target cannot hold', async (t) => {
  const bytes = richGlb((json) => {
    json.cameras = [{ type: 'perspective', perspective: { yfov: 1, znear: 1 } }];
    json.nodes[0].camera = 0;
  });
  t.match(await lossesOf(t, 'glb', bytes, 'obj'), { cameras: 1, textures: 1 });
});

t.test('colours of materials of which OBJ gets no file become colours of its vertices', async (t) => {
  const folder = await openFolder(t);
  const job = folder.job('glb', await folder.put('rich.glb', richGlb()), 'obj');
  const { source, target } = await meshEngine.convert(job, LIMITS, () => {});
  t.equal(source.colours, 2);
  t.equal(target.colours, 2);
});

/** The first box is textured and coloured, the second coloured only. */
const colouredOverImage = richGlb((json) => {
  json.meshes[0].primitives[0].attributes.COLOR_0 = json.meshes[1].primitives[0].attributes.COLOR_0;
});

for (const target of ['3mf', 'usdz'] as const) {
  t.test(`vertex colours below an image → ${target} are lost, others are not`, async (t) => {
    const losses = await lossesOf(t, 'glb', colouredOverImage, target);
    t.equal(losses['vertex colours'], 24);
    t.notOk((await lossesOf(t, 'glb', richGlb(), target))['vertex colours']);
  });
}
