/** Skins and morph targets in their default pose, against three.js, which shows what viewers show. */
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { type Mesh as ThreeMesh, Vector3 } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { placedParts } from '../../../src/engines/mesh/tools/flatten.ts';
import { BinaryBuilder, glbOf, LIMITS, type LooseJson, saved } from './build-gltf.ts';

const folder = t.testdir();
// GLTFLoader asks for it, for images only.
Object.assign(globalThis, { self: globalThis });

const HALF_TURN = Math.SQRT1_2;
const moveX = (x: number) => [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, 0, 0, 1];

/** A strip from x = 0 to 2 whose right half hangs on a second joint, bent by a quarter turn. */
function bentStrip(): { json: LooseJson; bin: Buffer } {
  const builder = new BinaryBuilder();
  const arrays: [ArrayBufferView, LooseJson][] = [
    [
      Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 2, 1, 0),
      { type: 'VEC3', componentType: 5126, count: 6 },
    ],
    [
      Float32Array.from({ length: 18 }, (_, at) => (at % 3 === 2 ? 1 : 0)),
      { type: 'VEC3', componentType: 5126, count: 6 },
    ],
    [
      Uint8Array.from([0, 0, 0, 0, 1, 1].flatMap((joint) => [joint, 1, 0, 0])),
      { type: 'VEC4', componentType: 5121, count: 6 },
    ],
    [
      Float32Array.from([1, 0.25, 0.25, 1, 1, 1].flatMap((weight) => [weight, 1 - weight, 0, 0])),
      { type: 'VEC4', componentType: 5126, count: 6 },
    ],
    [Float32Array.from([...moveX(0), ...moveX(-1)]), { type: 'MAT4', componentType: 5126, count: 2 }],
    [Uint16Array.of(0, 1, 2, 0, 2, 3, 1, 4, 5, 1, 5, 2), { type: 'SCALAR', componentType: 5123, count: 12 }],
    [
      Float32Array.from({ length: 18 }, (_, at) => (at % 3 === 1 ? at / 10 : 0)),
      { type: 'VEC3', componentType: 5126, count: 6 },
    ],
  ];
  const accessors = arrays.map(([array, accessor]) => ({ bufferView: builder.add(array), ...accessor }));
  const json = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0, 3] }],
    nodes: [
      { name: 'armature', children: [1], scale: [2, 2, 2], translation: [0, 5, 0] },
      { name: 'upper', children: [2] },
      { name: 'lower', translation: [1, 0, 0], rotation: [0, 0, HALF_TURN, HALF_TURN] },
      { name: 'holder', children: [4], translation: [100, 0, 0], rotation: [HALF_TURN, 0, 0, HALF_TURN] },
      { name: 'strip', mesh: 0, skin: 0, scale: [3, 3, 3] },
    ],
    meshes: [
      {
        primitives: [
          {
            attributes: { POSITION: 0, NORMAL: 1, JOINTS_0: 2, WEIGHTS_0: 3 },
            indices: 5,
            targets: [{ POSITION: 6 }],
          },
        ],
        weights: [0.5],
      },
    ],
    skins: [{ joints: [1, 2], inverseBindMatrices: 4 }],
    accessors,
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
  };
  return { json, bin: builder.bytes };
}

/** Where converto and where three.js put the vertices of all meshes, in the order of the nodes. */
async function bothOf(glb: Buffer): Promise<{ ours: number[]; theirs: number[] }> {
  const path = saved(folder, glb);
  const { model } = await readGltf(path, 'glb', LIMITS);
  const ours = [...placedParts(model)].flatMap(({ primitives }) =>
    primitives.flatMap(({ positions }) => [...positions]),
  );
  const bytes = readFileSync(path);
  const { scene } = await new GLTFLoader().parseAsync(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    '',
  );
  scene.updateMatrixWorld(true);
  const theirs: number[] = [];
  scene.traverse((object) => {
    const mesh = object as ThreeMesh;
    if (!mesh.isMesh) return;
    for (let vertex = 0; vertex < mesh.geometry.attributes.position!.count; vertex += 1) {
      const place = mesh.getVertexPosition(vertex, new Vector3()).applyMatrix4(mesh.matrixWorld);
      theirs.push(place.x, place.y, place.z);
    }
  });
  return { ours, theirs };
}

async function sameAsThree(t: Test, { json, bin }: { json: LooseJson; bin: Buffer }): Promise<number[]> {
  const { ours, theirs } = await bothOf(glbOf(json, bin));
  t.equal(ours.length, theirs.length);
  const off = Math.max(...ours.map((value, at) => Math.abs(value - theirs[at]!)));
  t.ok(off < 1e-4, `at most ${off} from where three.js shows it`);
  return ours;
}

t.test('a skinned mesh stands where its joints are, in the shape of its default weights', async (t) => {
  const ours = await sameAsThree(t, bentStrip());
  t.ok(Math.max(...ours) < 20, 'not where its node is');
  t.ok(ours[13]! > 6, 'its end hangs on the joint that is turned upwards');
});

t.test('weights of a node come before those of its mesh', async (t) => {
  const strip = bentStrip();
  strip.json.nodes[4].weights = [2];
  const [before, after] = [await sameAsThree(t, bentStrip()), await sameAsThree(t, strip)];
  t.notSame(after, before);
});

t.test('each node has a pose of its own, and unposed ones share the mesh', async (t) => {
  const { json, bin } = bentStrip();
  json.nodes.push({ mesh: 0, skin: 1 });
  json.skins.push({ joints: [2, 0] });
  json.scenes[0].nodes.push(5);
  await sameAsThree(t, { json, bin });
  json.nodes.push({ mesh: 0, weights: [0] }, { mesh: 0, weights: [0], translation: [0, 0, 9] });
  json.scenes[0].nodes.push(6, 7); // three.js wants a skin wherever there are joints
  const { model, lost } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  t.strictSame(
    model.nodes.map(({ mesh }) => mesh),
    [undefined, undefined, undefined, undefined, 0, 1, 2, 2],
  );
  const counts = Object.fromEntries(lost.map(({ what, count }) => [what, count]));
  t.strictSame(counts, { skins: 2, 'morph targets': 1 });
});

t.test('normals turn with their joint and stay unit vectors', async (t) => {
  const { json, bin } = bentStrip();
  json.nodes[2].rotation = [HALF_TURN, 0, 0, HALF_TURN]; // about x: the normal +z becomes -y
  json.nodes[4].scale = [1, 1, 1];
  json.nodes[3] = { children: [4] };
  const { model } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  const normals = [...model.meshes[0]!.primitives[0]!.normals!].map(
    (value) => Math.round(value * 1e5) / 1e5 + 0,
  );
  t.strictSame(normals.slice(0, 3), [0, 0, 1]);
  t.strictSame(normals.slice(12, 15), [0, -1, 0]);
});

t.test('a mirrored node does not turn the normals of its skinned mesh over', async (t) => {
  const { json, bin } = bentStrip();
  json.nodes[4].scale = [-1, 1, 1];
  const { model } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  const [{ normals }] = [...placedParts(model)][0]!.primitives as [Primitive];
  const first = [...normals!.subarray(0, 3)].map((value) => Math.round(value * 1e5) / 1e5 + 0);
  t.strictSame(first, [0, 0, 1], 'as its joint stands');
});

t.test('what is wrong with a skin or a target is said', async (t) => {
  const wrongs: [string, (json: LooseJson) => void, RegExp][] = [
    ['a joint that is no node', (json) => json.skins[0].joints.push(9), /skin 0 refers to something/],
    [
      'a skin that is not there',
      (json) => {
        json.nodes[4].skin = 3;
      },
      /node 4 refers to something/,
    ],
    [
      'a vertex of a joint too many',
      (json) => json.skins[0].joints.pop(),
      /moved by joint 1, but the skin has 1/,
    ],
    [
      'matrices that are none',
      (json) => {
        json.skins[0].inverseBindMatrices = 0;
      },
      /inverse bind matrices of 2 joints/,
    ],
    [
      'weights of another type',
      (json) => {
        json.meshes[0].primitives[0].attributes.WEIGHTS_0 = 0;
      },
      /which joints move 6 vertices/,
    ],
    [
      'a target of another length',
      (json) => {
        json.meshes[0].primitives[0].targets[0].POSITION = 4;
      },
      /cannot morph 6 vertices/,
    ],
  ];
  for (const [name, spoil, detail] of wrongs) {
    const { json, bin } = bentStrip();
    spoil(json);
    await t.rejects(
      readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS),
      { code: 'input_malformed', detail },
      name,
    );
  }
});
