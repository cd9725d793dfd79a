import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { read3mf } from '../../../src/engines/mesh/3mf/read-3mf.ts';
import { write3mf } from '../../../src/engines/mesh/3mf/write-3mf.ts';
import { takeInventory } from '../../../src/engines/mesh/inventory.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { placedParts } from '../../../src/engines/mesh/tools/flatten.ts';
import { LIMITS } from '../mesh/shapes.ts';
import { randomModel } from './random-model.ts';

const folder = t.testdir();

/** Each triangle of each part where it lies, with how its corners look; parts by name. */
function describe(model: MeshModel): string[] {
  const parts = [...placedParts(model)].map(({ name, primitives }) => {
    const triangles = primitives.flatMap(({ positions, indices, uvs, colours, material }) => {
      const made = material === undefined ? undefined : model.materials[material];
      const isTextured = made?.baseColourImage !== undefined && uvs !== undefined;
      // A colour of a vertex times that of its material, in 8 bits of sRGB, as 3MF holds it.
      const factor = isTextured ? undefined : made?.baseColour;
      const colourAt = (vertex: number): string => {
        const own = [0, 1, 2, 3].map((channel) => (isTextured ? 1 : (colours?.[vertex * 4 + channel] ?? 1)));
        return own.map((value, channel) => byteOf(value * (factor?.[channel] ?? 1), channel === 3)).join(',');
      };
      return Array.from({ length: indices.length / 3 }, (_, triangle) =>
        [0, 1, 2]
          .map((corner) => {
            const vertex = indices[triangle * 3 + corner]!;
            const point = [...positions.subarray(vertex * 3, vertex * 3 + 3)].map((value) =>
              String(value + 0),
            );
            const uv = isTextured ? [...uvs.subarray(vertex * 2, vertex * 2 + 2)].join(',') : '';
            return `${point} ${colourAt(vertex)} ${uv}`;
          })
          .join(' | '),
      );
    });
    return `${name}: ${triangles.sort().join(' ; ')}`;
  });
  return parts.sort();
}

const EMPTY: MeshModel = {
  unit: 'mm',
  upAxis: 'z',
  unitKnown: true,
  nodes: [],
  meshes: [],
  materials: [],
  images: [],
};

const byteOf = (value: number, isAlpha: boolean): number =>
  Math.round(
    255 * (isAlpha ? value : value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055),
  );

t.test('what is written is read back: tree, names, triangles, colours and textures', async (t) => {
  const path = join(folder, 'a.3mf');
  const property = fc.asyncProperty(randomModel, async (model) => {
    await write3mf(model, path, 'title');
    const first = readFileSync(path);
    const { model: read, warnings, lost } = await read3mf(path, LIMITS);
    if (warnings.length > 0) throw new Error(warnings.join());
    const strange = lost.filter(({ what }) => what !== 'metadata entries');
    if (strange.length > 0) throw new Error(JSON.stringify(strange));
    if (read.unit !== model.unit) throw new Error('another unit');
    const [expected, seen] = [describe(model), describe(read)];
    if (expected.join('\n') !== seen.join('\n'))
      throw new Error(`${expected.join('\n')}\n---\n${seen.join('\n')}`);
    const [before, after] = [takeInventory(model), takeInventory(read)];
    if (after.assemblyNodes < before.assemblyNodes) throw new Error('fewer assemblies');
    if (after.instances < before.instances) throw new Error('fewer instances');
    await write3mf(model, path, 'title');
    if (!readFileSync(path).equals(first)) throw new Error('other bytes the second time');
  });
  await fc.assert(property, { numRuns: 300 });
  t.pass();
});

t.test('32-bit numbers have no more digits than they need', async (t) => {
  const positions = Float32Array.of(0.1, 0, 0, 1e-7, 3e38, 0, 0, 1 / 3, 123456.7);
  const path = join(folder, 'single.3mf');
  const primitives = [{ positions, indices: Uint32Array.of(0, 1, 2) }];
  await write3mf({ ...EMPTY, nodes: [{ mesh: 0 }], meshes: [{ primitives }] }, path, 'title');
  const { model } = await read3mf(path, LIMITS);
  const [read] = model.meshes[0]!.primitives;
  t.strictSame(Float32Array.from(read!.positions), positions);
  t.strictSame(read!.positions[0], 0.1);
});

t.test('names and instances', async (t) => {
  const triangle = {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
    indices: Uint32Array.of(0, 1, 2),
  };
  const path = join(folder, 'names.3mf');
  const model: MeshModel = {
    unit: 'in',
    upAxis: 'z',
    unitKnown: true,
    nodes: [
      { name: 'assembly' },
      { name: 'left', parent: 0, mesh: 0 },
      { name: 'right', parent: 0, mesh: 0 },
      { parent: 0, mesh: 1 },
      { name: 'with a child', mesh: 1 },
      { name: 'child', parent: 4, mesh: 2 },
      { name: 'empty' },
    ],
    meshes: [
      { primitives: [triangle] },
      { name: 'second', primitives: [triangle] },
      { name: 'hidden', primitives: [triangle] },
    ],
    materials: [],
    images: [],
  };
  await write3mf(model, path, 'title');
  const { model: read } = await read3mf(path, LIMITS);
  t.strictSame(
    read.nodes.map(({ name, parent, mesh }) => [
      name,
      parent,
      mesh === undefined ? undefined : read.meshes[mesh]!.name,
    ]),
    [
      ['assembly', undefined, undefined],
      ['left', 0, undefined],
      ['right', 0, undefined],
      [undefined, 0, 'second'],
      ['with a child', undefined, undefined],
      ['with a child', 4, 'second'],
      [undefined, 4, 'child'],
    ],
  );
  t.equal(read.meshes.length, 3, 'instances stay');
});
