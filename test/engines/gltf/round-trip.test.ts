import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import type { Material, MeshModel, MeshNode, Primitive } from '../../../src/engines/mesh/model.ts';
import { LIMITS } from './build-gltf.ts';
import { complaints } from './check-gltf.ts';
import { PAINT, SHADE } from './lightmapped.ts';

const folder = t.testdir();

const float = (bound: number) => fc.float({ min: -bound, max: bound, noNaN: true });
const unit = fc.integer({ min: 0, max: 256 }).map((value) => value / 256);
const floats = (length: number, item: fc.Arbitrary<number>) =>
  fc.array(item, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));

const unitVector = fc.tuple(float(1), float(1), float(1)).map((vector) => {
  const length = Math.hypot(...vector);
  return length > 1e-3 ? vector.map((value) => value / length) : [0, 0, 1];
});

const primitive = (materials: number): fc.Arbitrary<Primitive> =>
  fc.integer({ min: 3, max: 12 }).chain((count) =>
    fc
      .record(
        {
          positions: floats(count * 3, float(2 ** 20)),
          indices: fc
            .array(fc.integer({ min: 0, max: count - 1 }), { minLength: 3, maxLength: 30 })
            .map((corners) => Uint32Array.from(corners.slice(0, corners.length - (corners.length % 3)))),
          normals: fc
            .array(unitVector, { minLength: count, maxLength: count })
            .map((vectors) => Float32Array.from(vectors.flat())),
          uvs: floats(count * 2, float(8)),
          secondUvs: floats(count * 2, float(8)),
          colours: floats(count * 4, unit),
          material: fc.nat({ max: materials - 1 }),
        },
        { requiredKeys: ['positions', 'indices'] },
      )
      .map((record) => onlyWhereUsed(record as Primitive)),
  );

/** The material after those that are made at random. */
const ON_BOTH = 2;

/** A second set is only beside a first, and where a material has an image on each. */
function onlyWhereUsed({ secondUvs, ...primitive }: Primitive): Primitive {
  if (secondUvs === undefined || primitive.uvs === undefined) return primitive;
  return { ...primitive, secondUvs, material: ON_BOTH };
}

const onBoth: Material = {
  baseColour: [1, 1, 1, 1],
  metallic: 0,
  roughness: 1,
  alphaMode: 'OPAQUE',
  baseColourImage: 0,
  occlusionImage: 1,
  onSecondUvs: ['occlusionImage'],
};

const material: fc.Arbitrary<Material> = fc
  .record(
    {
      name: fc.string({ unit: 'binary', minLength: 1 }),
      baseColour: fc.tuple(unit, unit, unit, unit),
      metallic: unit,
      roughness: unit,
      doubleSided: fc.constant(true),
      emissive: fc.tuple(unit, unit, fc.constant(1)),
      alphaMode: fc.constantFrom('OPAQUE' as const, 'BLEND' as const),
    },
    { requiredKeys: ['baseColour', 'metallic', 'roughness', 'alphaMode'] },
  )
  .map((record) => record as Material);

/** A quarter turn about an axis, a scale and a translation. */
const matrix = fc
  .record({
    axis: fc.nat({ max: 2 }),
    scale: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(0.001, 1, 2, -1, 0, 1000))),
    translation: fc.tuple(float(100), float(100), float(100)),
  })
  .map(({ axis, scale, translation }) => {
    const m = new Float64Array(16);
    const [one, two] = [(axis + 1) % 3, (axis + 2) % 3];
    m[axis * 4 + axis] = scale[axis]!;
    m[one * 4 + two] = scale[one]!;
    m[two * 4 + one] = -scale[two]!;
    m.set(translation, 12);
    m[15] = 1;
    return m.map((value) => value + 0);
  });

const nodes = (meshes: number): fc.Arbitrary<MeshNode[]> =>
  fc
    .array(
      fc.record(
        {
          name: fc.string({ unit: 'binary' }),
          parent: fc.nat({ max: 1000 }),
          matrix,
          mesh: fc.nat({ max: meshes - 1 }),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 8 },
    )
    .map((list) => {
      // Every mesh is shown; a parent stands before its children.
      const shown = [...Array.from({ length: meshes }, (_, mesh) => ({ mesh })), ...list] as MeshNode[];
      return shown.map(({ parent, ...node }, index) =>
        parent === undefined || index === 0 ? node : { ...node, parent: parent % index },
      );
    });

const model: fc.Arbitrary<MeshModel> = fc.integer({ min: 1, max: 3 }).chain((meshes) =>
  fc.record({
    unit: fc.constant('m' as const),
    upAxis: fc.constant('y' as const),
    unitKnown: fc.constant(true),
    materials: fc
      .array(material, { minLength: ON_BOTH, maxLength: ON_BOTH })
      .map((materials) => [...materials, onBoth]),
    meshes: fc.array(
      fc.record({ primitives: fc.array(primitive(ON_BOTH), { minLength: 1, maxLength: 3 }) }),
      {
        minLength: meshes,
        maxLength: meshes,
      },
    ),
    nodes: nodes(meshes),
    images: fc.constant([PAINT, SHADE].map((bytes) => ({ mediaType: 'image/png' as const, bytes }))),
  }),
);

const rounded = (value: number) => Math.round(value * 1e9) / 1e9 + 0;

/** Nodes with their children depth first, as the file's reader lists them; materials in place of their numbers. */
function canonical({ nodes, meshes, materials }: MeshModel): unknown {
  const tree = (parent: number | undefined): unknown[] =>
    nodes.flatMap(({ name, matrix, mesh, ...node }, index) => {
      if (node.parent !== parent) return [];
      const isIdentity = matrix?.every((value, at) => rounded(value) === (at % 5 === 0 ? 1 : 0)) ?? true;
      const shape = mesh === undefined ? undefined : meshes[mesh]!.primitives.map(shapeOf);
      return [
        { name, matrix: isIdentity ? undefined : [...matrix!].map(rounded), shape, children: tree(index) },
      ];
    });
  const shapeOf = ({ material, polygons: _, ...arrays }: Primitive) => ({
    ...Object.fromEntries(
      Object.entries(arrays).map(([key, values]) => [key, [...values].map((v) => v + 0)]),
    ),
    material: material === undefined ? undefined : { ...materials[material] },
  });
  return tree(undefined);
}

for (const format of ['glb', 'gltf'] as const) {
  t.test(`what is written as ${format} is read again, bit by bit, and is valid`, async (t) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(model, async (given) => {
        const path = join(folder, `${++run}.${format}`);
        await writeGltf(given, path, format);
        const wrong = await complaints(readFileSync(path));
        if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
        const { model: read, lost, warnings } = await readGltf(path, format, LIMITS);
        if (lost.length + warnings.length > 0) throw new Error(JSON.stringify({ lost, warnings }));
        if (!isDeepStrictEqual(canonical(read), canonical(given))) {
          throw new Error(`${JSON.stringify(canonical(read))}\n≠\n${JSON.stringify(canonical(given))}`);
        }
      }),
      { numRuns: 60, seed: 20260101 },
    );
    t.equal(run >= 60, true);
  });
}

t.test('any change of a byte ends in a Problem or a model, never in anything else', async (t) => {
  const path = join(folder, 'source.glb');
  const [given] = fc.sample(model, { numRuns: 1, seed: 7 });
  await writeGltf(given!, path, 'glb');
  const good = readFileSync(path);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, xor) => {
      const bad = Buffer.from(good);
      bad[at]! ^= xor;
      const badPath = join(folder, 'bad.glb');
      writeFileSync(badPath, bad);
      await readGltf(badPath, 'glb', LIMITS).catch((error: unknown) => {
        if (!isProblem(error) || error.kind !== 'conversion_failed') throw error;
        refused += 1;
      });
    }),
    { numRuns: 500, seed: 1 },
  );
  t.ok(refused > 50, `${refused} of 500 refused`);
});

t.test('any rotation with any scale passes the validator and comes back', async (t) => {
  const component = fc.double({ min: -1, max: 1, noNaN: true });
  const factor = fc.oneof(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.constant(0), fc.constant(1));
  const path = join(folder, 'turned.glb');
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(component, component, component, component),
      fc.tuple(factor, factor, factor),
      async ([x, y, z, w], scale) => {
        fc.pre(
          Math.hypot(x, y, z, w) > 1e-3 && scale.every((value) => value === 0 || Math.abs(value) > 1e-4),
        );
        const matrix = turned([x, y, z, w], scale);
        await writeGltf(triangleAt(matrix), path, 'glb');
        const wrong = await complaints(readFileSync(path));
        if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
        const read = (await readGltf(path, 'glb', LIMITS)).model.nodes[0]!.matrix ?? IDENTITY;
        const largest = Math.max(...matrix.map(Math.abs));
        for (const [at, value] of matrix.entries()) {
          if (Math.abs(read[at]! - value) > 1e-9 * largest) throw new Error(`${[...read]} ≠ ${[...matrix]}`);
        }
      },
    ),
    { numRuns: 100, seed: 4 },
  );
  t.pass();
});

t.test('shear survives as a matrix', async (t) => {
  const path = join(folder, 'sheared.glb');
  const sheared = Float64Array.of(1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 7, 8, 9, 1);
  await writeGltf(triangleAt(sheared), path, 'glb');
  t.strictSame((await readGltf(path, 'glb', LIMITS)).model.nodes[0]!.matrix, sheared);
});

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

function triangleAt(matrix: Float64Array): MeshModel {
  const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0);
  return {
    unit: 'm',
    upAxis: 'y',
    unitKnown: true,
    nodes: [{ mesh: 0, matrix }],
    meshes: [{ primitives: [{ positions, indices: Uint32Array.of(0, 1, 2) }] }],
    materials: [],
    images: [],
  };
}

/** The axes are turned by the product q · axis · q⁻¹ of quaternions, then stretched. */
function turned(quaternion: number[], scale: readonly number[]): Float64Array {
  const length = Math.hypot(...quaternion);
  const q = quaternion.map((value) => value / length) as Quaternion;
  const inverse: Quaternion = [-q[0], -q[1], -q[2], q[3]];
  const axes: Quaternion[] = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ];
  const columns = axes.flatMap((axis, at) => {
    const [x, y, z] = hamilton(hamilton(q, axis), inverse);
    return [x * scale[at]!, y * scale[at]!, z * scale[at]!, 0];
  });
  return Float64Array.of(...columns, 1, -2, 3, 1);
}

type Quaternion = [number, number, number, number];
const hamilton = ([ax, ay, az, aw]: Quaternion, [bx, by, bz, bw]: Quaternion): Quaternion => [
  aw * bx + ax * bw + ay * bz - az * by,
  aw * by - ax * bz + ay * bw + az * bx,
  aw * bz + ax * by - ay * bx + az * bw,
  aw * bw - ax * bx - ay * by - az * bz,
];
