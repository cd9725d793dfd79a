import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import t from 'tap';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS } from './build-gltf.ts';
import { complaints } from './check-gltf.ts';

const folder = t.testdir();
const skip = haveSamples ? false : 'no ../shared/samples';

interface AssimpNode {
  transformation: number[];
  meshes?: number[];
  children?: AssimpNode[];
}
interface AssimpScene {
  rootnode: AssimpNode;
  meshes: { vertices: number[]; faces: number[][] }[];
  materials: { properties: { key: string; value: unknown }[] }[];
}

/** The file as assimp reads it: triangles, bounds and area of all instances in the frame of the scene. */
async function measureWithAssimp(fileName: string, bytes: Uint8Array) {
  const assimp = await (createRequire(import.meta.url)('assimpjs') as () => Promise<LooseAssimp>)();
  const files = new assimp.FileList();
  files.AddFile(fileName, bytes);
  const result = assimp.ConvertFileList(files, 'assjson');
  if (!result.IsSuccess()) throw new Error(`assimp: ${result.GetErrorCode()}`);
  const scene = JSON.parse(Buffer.from(result.GetFile(0).GetContent()).toString('utf8')) as AssimpScene;
  const total = { triangles: 0, area: 0, min: [1 / 0, 1 / 0, 1 / 0], max: [-1 / 0, -1 / 0, -1 / 0] };
  const visit = (node: AssimpNode, outer: number[]): void => {
    const m = product(outer, node.transformation);
    for (const index of node.meshes ?? []) {
      const { vertices, faces } = scene.meshes[index]!;
      for (const face of faces) {
        const corners = face.map((v) => place(m, vertices.slice(v * 3, v * 3 + 3)));
        total.triangles += 1;
        total.area += areaOf(corners);
        for (const corner of corners) {
          for (let axis = 0; axis < 3; axis++) {
            total.min[axis] = Math.min(total.min[axis]!, corner[axis]!);
            total.max[axis] = Math.max(total.max[axis]!, corner[axis]!);
          }
        }
      }
    }
    for (const child of node.children ?? []) visit(child, m);
  };
  visit(scene.rootnode, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return total;
}

interface LooseAssimp {
  FileList: new () => { AddFile(name: string, bytes: Uint8Array): void };
  ConvertFileList(
    files: unknown,
    format: string,
  ): { IsSuccess(): boolean; GetErrorCode(): string; GetFile(index: number): { GetContent(): Uint8Array } };
}

/** Row-major, as assimp writes matrices. */
const product = (a: number[], b: number[]): number[] =>
  a.map((_, at) => [0, 1, 2, 3].reduce((sum, k) => sum + a[at - (at % 4) + k]! * b[k * 4 + (at % 4)]!, 0));
const place = (m: number[], [x, y, z]: number[]): number[] =>
  [0, 4, 8].map((row) => m[row]! * x! + m[row + 1]! * y! + m[row + 2]! * z! + m[row + 3]!);

function areaOf([a, b, c]: number[][]): number {
  const [u, v] = [b!, c!].map((corner) => corner.map((value, axis) => value - a![axis]!)) as [
    number[],
    number[],
  ];
  return (
    Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) /
    2
  );
}

const near = (value: number, expected: number, relative = 1e-5): boolean =>
  Math.abs(value - expected) <= Math.abs(expected) * relative + 1e-9;

for (const [name, format] of [
  ['2CylinderEngine.glb', 'glb'],
  ['BoxTextured.gltf', 'gltf'],
] as const) {
  t.test(`${name} is what assimp sees, before and after`, { skip }, async (t) => {
    const bytes = readFileSync(samplePath(name));
    const expected = await measureWithAssimp(name, bytes);
    const { model } = await readGltf(samplePath(name), format, LIMITS);
    const figures = measure(model, format);
    t.equal(figures.triangles, expected.triangles);
    t.ok(near(figures.area!, expected.area, 1e-4), `area ${figures.area} and ${expected.area}`);
    for (let axis = 0; axis < 3; axis++) {
      t.ok(near(figures.bounds!.min[axis]!, expected.min[axis]!), `min ${axis}`);
      t.ok(near(figures.bounds!.max[axis]!, expected.max[axis]!), `max ${axis}`);
    }
    for (const target of ['glb', 'gltf'] as const) {
      const path = join(folder, `${name}.${target}`);
      await writeGltf(model, path, target);
      const written = readFileSync(path);
      const wrong = (await complaints(written)) as { code: string }[];
      // About the image of the sample itself, which goes through as it is.
      t.strictSame(
        wrong.filter(({ code }) => code !== 'IMAGE_FEATURES_UNSUPPORTED'),
        [],
        `valid ${target}`,
      );
      if (target !== format) continue;
      const seen = await measureWithAssimp(`out.${target}`, written);
      t.equal(seen.triangles, expected.triangles);
      t.ok(near(seen.area, expected.area), `area ${seen.area} and ${expected.area} as ${target}`);
      t.ok(
        seen.min.every((value, axis) => near(value, expected.min[axis]!)) &&
          seen.max.every((value, axis) => near(value, expected.max[axis]!)),
      );
    }
  });
}

t.test('BoxTextured keeps its texture, 2CylinderEngine its names and instances', { skip }, async (t) => {
  const box = (await readGltf(samplePath('BoxTextured.gltf'), 'gltf', LIMITS)).model;
  t.equal(box.images.length, 1);
  t.equal(box.images[0]!.mediaType, 'image/png');
  t.equal(box.materials[box.meshes[0]!.primitives[0]!.material!]!.baseColourImage, 0);
  const engine = (await readGltf(samplePath('2CylinderEngine.glb'), 'glb', LIMITS)).model;
  // Counted in the JSON of the sample.
  const bytes = readFileSync(samplePath('2CylinderEngine.glb'));
  const json = JSON.parse(bytes.toString('utf8', 20, 20 + bytes.readUInt32LE(12)));
  t.equal(engine.nodes.length, json.nodes.length);
  t.equal(engine.meshes.length, json.meshes.length);
  t.strictSame(
    engine.nodes.map(({ name }) => name).toSorted(),
    json.nodes.map(({ name }: { name?: string }) => name).toSorted(),
  );
});
