// What the options do to the triangles, on models in memory.
import t from 'tap';
import { editModel } from '../../../src/engines/mesh/edits/edit-model.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { weldModel } from '../../../src/engines/mesh/tools/weld.ts';
import { box, soup, sphere } from './shapes.ts';

const model = (...parts: { name?: string; primitives: Primitive[]; parent?: number }[]): MeshModel => ({
  unit: 'mm',
  upAxis: 'z',
  unitKnown: true,
  nodes: parts.map(({ name, parent }, mesh) => ({
    mesh,
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent }),
  })),
  meshes: parts.map(({ primitives }) => ({ primitives })),
  materials: [],
  images: [],
});

async function edit(source: MeshModel, options: Record<string, unknown>) {
  const warnings: string[] = [];
  const edited = await editModel(source, { options, modelName: 'whole' }, warnings);
  return { edited, warnings, measures: measure(edited, 'glb') };
}

const assembly = model(
  { name: 'plate', primitives: [box([4, 4, 4])] },
  { name: 'bolt 1', primitives: [box([1, 1, 1], [10, 0, 0])], parent: 0 },
  { name: 'bolt 2', primitives: [box([1, 1, 2], [20, 0, 0])] },
);

t.test('no option: the model itself', async (t) => {
  t.equal((await edit(assembly, {})).edited, assembly);
});

t.test('select', async (t) => {
  const { edited, warnings, measures } = await edit(assembly, { select: ['bolt *'] });
  t.equal(measures.volume, 3);
  t.strictSame(
    edited.nodes.map(({ name, mesh, parent }) => [name, mesh, parent]),
    [
      ['plate', undefined, undefined],
      ['bolt 1', 0, 0],
      ['bolt 2', 1, undefined],
    ],
  );
  t.strictSame(warnings, ['2 of 3 parts selected; the others were left out.']);
  await t.test('takes what is below a name along', async (t) => {
    t.equal((await edit(assembly, { select: ['plate'] })).measures.volume, 65);
  });
  for (const [pattern, fits] of [
    ['bolt*1', true],
    ['*', true],
    ['*lt*1*', true],
    ['b*t', false],
    ['bolt 1*1', false],
    ['BOLT 1', false],
    ['bolt.1', false],
  ] as const) {
    const found = edit(assembly, { select: [pattern] });
    if (fits) t.ok((await found).measures.bodies, pattern);
    else
      await t.rejects(found, {
        code: 'selection_empty',
        detail: `No part with triangles is called "${pattern}". It has "plate", "bolt 1", "bolt 2".`,
      });
  }
});

t.test('scale', async (t) => {
  const moved = {
    ...assembly,
    nodes: assembly.nodes.map((node) => ({
      ...node,
      matrix: Float64Array.of(0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1),
    })),
  };
  const before = measure(moved, 'glb');
  const { measures } = await edit(moved, { scale: 2.5 });
  t.ok(Math.abs(measures.volume! / before.volume! - 2.5 ** 3) < 1e-6);
  for (const side of ['min', 'max'] as const) {
    measures.bounds![side].forEach((value, axis) => {
      t.ok(Math.abs(value - before.bounds![side][axis]! * 2.5) < 1e-5);
    });
  }
});

t.test('weld_tolerance closes gaps up to its size and no others', async (t) => {
  const torn = soup(box([10, 10, 10]));
  torn.positions.forEach((value, at) => {
    torn.positions[at] = value + ((at * 7) % 5) * 0.002;
  });
  const source = { ...model({ primitives: [torn] }), unit: 'cm' as const };
  t.equal(measure(weldModel(source).model, 'glb').bodies, 0, 'open before');
  const closed = await edit(source, { weld_tolerance: 0.2 }); // 0.02 cm
  t.equal(measure(weldModel(closed.edited).model, 'glb').bodies, 1);
  t.ok(Math.abs(closed.measures.volume! - 1000) < 5);
  const still = await edit(source, { weld_tolerance: 0.001 });
  t.equal(measure(weldModel(still.edited).model, 'glb').bodies, 0);
});

t.test('simplify', async (t) => {
  const ball = model({ primitives: [soup(sphere(50, 64))] }); // of 16,128 triangles, none shares a vertex
  const before = measure(ball, 'glb');

  await t.test('to a number of triangles, closed and of nearly the same volume', async (t) => {
    const { measures, warnings } = await edit(ball, { simplify_triangles: 2000 });
    t.ok(measures.triangles! <= 2000 && measures.triangles! > 1900, `${measures.triangles}`);
    t.equal(measures.bodies, 1);
    t.ok(Math.abs(measures.volume! / before.volume! - 1) < 0.01, `${measures.volume}`);
    t.match(warnings, [
      /^Simplified from 16128 to \d+ triangles; the surface moved by about [\d.]+ mm at most\.$/,
    ]);
  });

  await t.test('to a ratio', async (t) => {
    const { measures } = await edit(ball, { simplify_ratio: 0.5 });
    t.ok(Math.abs(measures.triangles! / before.triangles! - 0.5) < 0.01);
  });

  await t.test('the error bound stops it', async (t) => {
    const { measures, warnings } = await edit(ball, { simplify_triangles: 10, simplify_error: 0.0005 });
    t.ok(measures.triangles! > 500, `${measures.triangles}`);
    t.match(warnings[0], /10 were asked for: simplify_error stopped it\.$/);
  });

  await t.test('pieces of two materials stay joined', async (t) => {
    const { positions, indices } = sphere(50, 64);
    const half = Math.floor(indices.length / 6) * 3;
    const both = model({
      primitives: [
        { positions, indices: indices.slice(0, half), material: 0 },
        { positions, indices: indices.slice(half), material: 1 },
      ],
    });
    const { measures } = await edit(both, { simplify_ratio: 0.3 });
    t.equal(measures.bodies, 1, 'no gap between them');
    t.ok(measures.triangles! < before.triangles! / 2);
  });

  await t.test('what is asked for twice is the same twice', async (t) => {
    const [one, two] = [await edit(ball, { simplify_ratio: 0.1 }), await edit(ball, { simplify_ratio: 0.1 })];
    t.strictSame(one.edited.meshes, two.edited.meshes);
  });
});

t.test('smooth_angle', async (t) => {
  const cube = model({ primitives: [box([2, 2, 2])] });
  const sharp = (await edit(cube, { smooth_angle: 30 })).edited.meshes[0]!.primitives[0]!;
  t.equal(sharp.positions.length / 3, 24, 'each side has its own corners');
  for (let at = 0; at < sharp.normals!.length; at += 3) {
    t.strictSame([...sharp.normals!.subarray(at, at + 3)].map(Math.abs).sort(), [0, 0, 1]);
  }
  const round = (await edit(cube, { smooth_angle: 91 })).edited.meshes[0]!.primitives[0]!;
  t.equal(round.positions.length / 3, 8, 'corners are shared');

  const ball = (await edit(model({ primitives: [sphere(3, 32)] }), { smooth_angle: 60 })).edited;
  const { positions, normals } = ball.meshes[0]!.primitives[0]!;
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y, z] = [0, 1, 2].map((axis) => (positions[at + axis]! / 3) * normals![at + axis]!);
    if (x! + y! + z! < 0.99) t.fail(`the normal at ${positions.subarray(at, at + 3)} does not point outward`);
  }
  t.pass();
});

t.test('parts: merge', async (t) => {
  const moved = {
    ...assembly,
    nodes: assembly.nodes.map((node, index) =>
      index === 1
        ? { ...node, matrix: Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 9, 0, 1) }
        : node,
    ),
  };
  const before = measure(moved, 'glb');
  const { edited, measures } = await edit(moved, { parts: 'merge' });
  t.strictSame(edited.nodes, [{ name: 'whole', mesh: 0 }]);
  t.equal(edited.meshes[0]!.primitives.length, 1);
  t.strictSame(
    [measures.parts, measures.bodies, measures.volume, measures.bounds],
    [1, 3, before.volume, before.bounds],
    'mirrored parts are not inside out',
  );
});
