// What is written compressed, as gltf-transform and Khronos' validator see it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getBounds } from '@gltf-transform/core';
import fc from 'fast-check';
import t from 'tap';
import type { Compression } from '../../../src/engines/mesh/gltf/compression.ts';
import { gridError } from '../../../src/engines/mesh/gltf/grid.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { openFolder } from '../cad/engine-jobs.ts';
import { box, sphere } from '../mesh/shapes.ts';
import { LIMITS } from './build-gltf.ts';
import { complaints } from './check-gltf.ts';
import { gltfTransform, listPrimitives } from './gltf-transform.ts';

const folder = t.testdir();
const io = await gltfTransform();
const COMPRESSED = ['quantized', 'meshopt', 'draco'] as const;
const EXTENSIONS = {
  quantized: ['KHR_mesh_quantization'],
  meshopt: ['EXT_meshopt_compression', 'KHR_mesh_quantization'],
  draco: ['KHR_draco_mesh_compression'],
};

function richSphere(radius: number, rings: number): Primitive {
  const { positions, indices } = sphere(radius, rings);
  const count = positions.length / 3;
  return {
    positions: Float32Array.from(positions, (value, at) => value + [7, -3, 0.5][at % 3]!),
    indices,
    normals: Float32Array.from(positions, (value) => value / radius),
    uvs: Float32Array.from({ length: count * 2 }, (_, at) => ((at * 37) % 101) / 100),
    colours: Float32Array.from({ length: count * 4 }, (_, at) =>
      at % 4 === 3 ? 1 : ((at * 13) % 256) / 255,
    ),
    material: 0,
  };
}

/** Two meshes; the first is shown twice, once with a child below it, mirrored and stretched. */
function tree(): MeshModel {
  return {
    unit: 'm',
    upAxis: 'y',
    unitKnown: true,
    nodes: [
      { name: 'root', matrix: Float64Array.of(0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1) },
      { name: 'ball', parent: 0, mesh: 0 },
      {
        name: 'box',
        parent: 1,
        mesh: 1,
        matrix: Float64Array.of(-2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1),
      },
      { name: 'empty', parent: 2 },
      {
        name: 'below',
        parent: 3,
        mesh: 0,
        matrix: Float64Array.of(0.1, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0.1, 0, 0, 9, 0, 1),
      },
    ],
    meshes: [
      { name: 'sphere', primitives: [richSphere(2, 16)] },
      { primitives: [box([1, 2, 3]), box([1, 2, 3], [1, 0, 0])] },
    ],
    materials: [{ name: 'paint', baseColour: [1, 0.5, 0.25, 1], metallic: 0, roughness: 0.5 }],
    images: [],
  };
}

async function written(model: MeshModel, compression: Compression, format: 'glb' | 'gltf' = 'glb') {
  const path = join(folder, `${compression}.${format}`);
  await writeGltf(model, path, format, undefined, compression);
  return { path, bytes: readFileSync(path) };
}

for (const compression of COMPRESSED) {
  for (const format of ['glb', 'gltf'] as const) {
    t.test(`${compression} ${format} is valid and read back`, async (t) => {
      const model = tree();
      const { path, bytes } = await written(model, compression, format);
      t.strictSame(await complaints(bytes), []);
      t.ok((await written(tree(), compression, format)).bytes.equals(bytes), 'the same bytes again');
      const { model: read, lost } = await readGltf(path, format, LIMITS);
      t.strictSame(lost, []);
      t.strictSame(
        read.nodes.map(({ name, parent, mesh }) => ({ name, parent, mesh })),
        model.nodes.map(({ name, parent, mesh }) => ({ name, parent, mesh })),
        'the tree',
      );
      const [before, after] = [measure(model, 'glb'), measure(read, 'glb')];
      t.match(after, { parts: 3, triangles: before.triangles, bodies: before.bodies });
      const off = gridError(model);
      t.ok(off > 0 && off < 1e-3);
      for (const side of ['min', 'max'] as const) {
        const apart = before.bounds![side].map((value, axis) => Math.abs(value - after.bounds![side][axis]!));
        t.ok(Math.max(...apart) <= off + 1e-6, `${side} is ${apart} off, at most ${off}`);
      }
      t.ok(Math.abs(after.volume! / before.volume! - 1) < 1e-4, 'volume');
      t.ok(Math.abs(after.area! / before.area! - 1) < 1e-4, 'area');
    });
  }

  t.test(`${compression}: gltf-transform sees the same shape`, async (t) => {
    const model = tree();
    const plain = await io.readBinary(new Uint8Array((await written(model, 'none')).bytes));
    const seen = await io.readBinary(new Uint8Array((await written(model, compression)).bytes));
    t.strictSame(
      seen
        .getRoot()
        .listExtensionsRequired()
        .map(({ extensionName }) => extensionName)
        .toSorted(),
      EXTENSIONS[compression],
    );
    const [expected, bounds] = [plain, seen].map((each) => getBounds(each.getRoot().listScenes()[0]!));
    const off = gridError(model) + 1e-6;
    for (const side of ['min', 'max'] as const) {
      t.ok(
        bounds![side].every((value, axis) => Math.abs(value - expected![side][axis]!) <= off),
        side,
      );
    }
    const [one] = listPrimitives(seen);
    t.equal(one!.getIndices()!.getCount(), model.meshes[0]!.primitives[0]!.indices.length);
    const worst = { normal: 0, colour: 0, uv: 0 };
    const source = model.meshes[0]!.primitives[0]!;
    for (const { vertex, normal, uv, colour } of matched(
      one!,
      source,
      compression === 'draco' ? undefined : model,
    )) {
      for (let c = 0; c < 3; c += 1) {
        worst.normal = Math.max(worst.normal, Math.abs(normal[c]! - source.normals![vertex * 3 + c]!));
      }
      for (let c = 0; c < 4; c += 1) {
        worst.colour = Math.max(worst.colour, Math.abs(colour[c]! - source.colours![vertex * 4 + c]!));
      }
      for (let c = 0; c < 2; c += 1) {
        worst.uv = Math.max(worst.uv, Math.abs(uv[c]! - source.uvs![vertex * 2 + c]!));
      }
    }
    t.ok(worst.normal < 2e-3, `normals ${worst.normal}`);
    t.ok(worst.colour < 1e-4, `colours ${worst.colour}`);
    t.ok(worst.uv < 1e-4, `texture coordinates ${worst.uv}`);
  });

  t.test(`${compression}: texture coordinates beyond the image keep their place`, async (t) => {
    const model = tree();
    const { uvs } = model.meshes[0]!.primitives[0]!;
    for (let at = 0; at < uvs!.length; at += 1) uvs![at] = uvs![at]! * 8 - 4;
    const { path, bytes } = await written(model, compression);
    t.strictSame(await complaints(bytes), []);
    const read = (await readGltf(path, 'glb', LIMITS)).model.meshes[0]!.primitives[0]!;
    t.ok(Math.abs(Math.max(...read.uvs!) - 4) < 1e-3 && Math.abs(Math.min(...read.uvs!) + 4) < 1e-3);
  });

  t.test(`${compression}: any triangles come back`, async (t) => {
    const coordinate = fc.float({ min: -1000, max: 1000, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 3, maxLength: 30 }),
        fc.array(fc.nat(), { minLength: 3, maxLength: 60 }),
        async (points, corners) => {
          const whole = corners.slice(0, corners.length - (corners.length % 3));
          const indices = Uint32Array.from(whole, (corner) => corner % points.length);
          const primitive = { positions: Float32Array.from(points.flat()), indices };
          const model: MeshModel = { ...tree(), nodes: [{ mesh: 0 }], meshes: [{ primitives: [primitive] }] };
          const { path, bytes } = await written(model, compression);
          const wrong = await complaints(bytes);
          if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
          const { model: read } = await readGltf(path, 'glb', LIMITS);
          const [before, after] = [measure(model, 'glb'), measure(read, 'glb')];
          if (after.triangles !== before.triangles) throw new Error(`${after.triangles} triangles`);
          const off = gridError(model) + 1e-3 * 0.1;
          for (const side of ['min', 'max'] as const) {
            for (const [axis, value] of before.bounds![side].entries()) {
              if (!(Math.abs(value - after.bounds![side][axis]!) <= off)) throw new Error(`${side} ${axis}`);
            }
          }
        },
      ),
      { numRuns: 60, seed: 11 },
    );
    t.pass();
  });

  t.test(
    `a conversion with compression: ${compression}`,
    { skip: haveSamples ? false : 'no ../shared/samples' },
    async (t) => {
      const jobs = await openFolder(t);
      const job = jobs.job('glb', samplePath('2CylinderEngine.glb'), 'glb', { options: { compression } });
      const report = await meshEngine.convert(job, LIMITS, () => {});
      const plain = jobs.job('glb', job.sourcePath, 'glb');
      const same = await meshEngine.convert(plain, LIMITS, () => {});
      t.strictSame(report.lost, same.lost, 'no more is lost');
      t.match(report.warnings.at(-1), /^Compression moved points by at most [\d.e-]+ mm\.$/);
      t.equal(report.target.triangles, same.target.triangles);
      t.equal(report.target.parts, same.target.parts);
      t.ok(Math.abs(report.target.area! / same.target.area! - 1) < 1e-3);
      const sizes = [job, plain].map(({ targetPath }) => readFileSync(targetPath).length);
      t.ok(sizes[0]! < sizes[1]! * 0.75, `${sizes[0]} of ${sizes[1]} bytes`);
      t.strictSame(await complaints(readFileSync(job.targetPath)), []);
    },
  );
}

/** Vertices of the file with that of the source whose place they have. */
function* matched(
  primitive: ReturnType<typeof listPrimitives>[number],
  { positions }: Primitive,
  onGrid: MeshModel | undefined,
) {
  const get = (name: string, at: number): number[] => primitive.getAttribute(name)!.getElement(at, []);
  const range = 4;
  const min = [0, 1, 2].map((axis) => Math.min(...[...positions].filter((_, at) => at % 3 === axis)));
  for (let at = 0; at < primitive.getAttribute('POSITION')!.getCount(); at += 1) {
    const place = get('POSITION', at).map((value, axis) =>
      onGrid ? min[axis]! + (value * range) / 65535 : value,
    );
    let vertex = -1;
    for (let v = 0; v < positions.length / 3; v += 1) {
      if (place.every((value, axis) => Math.abs(value - positions[v * 3 + axis]!) < 1e-3)) vertex = v;
    }
    yield { vertex, normal: get('NORMAL', at), uv: get('TEXCOORD_0', at), colour: get('COLOR_0', at) };
  }
}
