import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { parseStepString, stepReal, stepString } from '../../../src/engines/mesh/step/part21-text.ts';
import { inspectFacetedStep, readFacetedStep } from '../../../src/engines/mesh/step/read-faceted-step.ts';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { outline, readWithOcct, volumeOf } from './occt-reader.ts';
import { box, colour, joined, LIMITS, modelOf, modelOfOne } from './shapes.ts';

const folder = t.testdir();
let files = 0;

async function written(model: MeshModel, modelName = 'model'): Promise<{ path: string; bytes: Buffer }> {
  const path = join(folder, `faceted-${++files}.step`);
  await writeFacetedStep(model, path, modelName, false, LIMITS);
  return { path, bytes: readFileSync(path) };
}

const move = (x: number, y: number, z: number) =>
  Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1);
const NAME = 'Gehäuse "A" №7 \\ o\'Neil 🧊';

/** top ─ sub ─ left, right (mirrored instance); top ─ the third part, whose name is its mesh's. */
function assembly(): MeshModel {
  return modelOf(
    [
      { name: 'm', primitives: [box({ material: 0 })] },
      { name: NAME, primitives: [box({ material: 1 })] },
    ],
    {
      materials: [colour(1, 0, 0), colour(0, 0.2, 0, 0.5)],
      nodes: [
        { name: 'top' },
        { name: 'sub', parent: 0, matrix: move(0, 0, 100) },
        { name: 'left', parent: 1, mesh: 0 },
        {
          name: 'right',
          parent: 1,
          mesh: 0,
          matrix: Float64Array.of(-2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 50, 0, 0, 1),
        },
        { parent: 0, mesh: 1, matrix: move(0, 50, 0) },
        { name: 'nothing below', parent: 0 },
      ],
    },
  );
}

t.test('OCCT finds the tree, the names, the colours and every part in its place', async (t) => {
  const { bytes, path } = await written(assembly());
  const { success, root, meshes } = await readWithOcct(bytes);
  t.ok(success);
  t.strictSame(root.children.map(outline), [['top [0]', ['sub [2]'], [`${NAME} [1]`]]]);
  t.strictSame(
    meshes.map(({ name }) => name),
    ['left', 'right', NAME],
  );
  t.strictSame(
    meshes.map(({ color }) => color?.map((channel) => Math.round(channel * 1e5) / 1e5)),
    [
      [1, 0, 0],
      [1, 0, 0],
      [0, 0.2, 0],
    ],
  );
  t.strictSame(
    meshes.map((mesh) => Math.round(volumeOf(mesh) * 1e3) / 1e3),
    [1000, 2000, 1000],
  );
  const bounds = meshes.map(({ attributes: { position } }) =>
    [0, 1, 2].map((axis) => Math.min(...position.array.filter((_, at) => at % 3 === axis))),
  );
  t.strictSame(bounds, [
    [0, 0, 100],
    [30, 0, 100],
    [0, 50, 0],
  ]);
  const { measures, partNames, assemblies } = inspectFacetedStep(path);
  t.strictSame(partNames.toSorted(), [NAME, 'left', 'right'].toSorted());
  t.equal(assemblies, 2);
  t.match(measures, {
    format: 'step',
    parts: 3,
    bodies: 3,
    faces: 36,
    vertices: 24,
    bounds: { min: [0, 0, 0], max: [50, 60, 110] },
    unit: 'mm',
    upAxis: 'z',
    colours: 2,
  });
  t.ok(Math.abs(measures.volume! - 4000) < 1e-9);
  // Two cubes of 600 and a box of 20 × 10 × 10.
  t.ok(Math.abs(measures.area! - (600 + 600 + 1000)) < 1e-9);
});

t.test('one part has the name of its node, or that of the model', async (t) => {
  for (const [model, expected] of [
    [modelOfOne(box()), 'bracket'],
    [modelOf([{ name: 'mesh', primitives: [box()] }]), 'mesh'],
    [modelOf([{ name: 'mesh', primitives: [box()] }], { nodes: [{ name: 'node', mesh: 0 }] }), 'node'],
  ] as const) {
    const { root } = await readWithOcct((await written(model, 'bracket')).bytes);
    t.strictSame(root.children.map(outline), [[`${expected} [1]`]]);
  }
});

t.test('parts without names, and a node with both a mesh and children', async (t) => {
  const model = modelOf([{ primitives: [box()] }], {
    nodes: [
      { name: 'both', mesh: 0 },
      { parent: 0, mesh: 0, matrix: move(20, 0, 0) },
      { mesh: 0, matrix: move(40, 0, 0) },
    ],
  });
  const { root } = await readWithOcct((await written(model, 'bracket')).bytes);
  t.strictSame(
    root.children.map(outline),
    [['bracket [0]', ['both [2]'], ['bracket_2 [1]']]],
    'the importer shows the parts of the lowest assembly as its meshes',
  );
});

t.test('faces that differ from their body have their own colour', async (t) => {
  const { positions, indices } = box();
  const model = modelOfOne(
    { positions, indices: indices.subarray(0, 6), material: 0 },
    { positions, indices: indices.subarray(6), material: 1 },
  );
  model.materials = [colour(1, 0, 0), colour(0, 0, 1)];
  const { meshes } = await readWithOcct((await written(model)).bytes);
  t.equal(meshes.length, 1);
  t.strictSame(meshes[0]!.color, [0, 0, 1]);
  const red = meshes[0]!.brep_faces.filter((face) => face.color?.[0] === 1);
  t.equal(red.length, 2);
});

t.test('an open shell keeps its outside, mirrored or not', async (t) => {
  for (const mirror of [1, -1]) {
    const open = box({ at: [-5, -5, -5], open: 1 });
    const matrix = Float64Array.of(mirror, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    const { meshes } = await readWithOcct(
      (await written(modelOf([{ primitives: [open] }], { nodes: [{ mesh: 0, matrix }] }))).bytes,
    );
    // Five pyramids from the centre, each a sixth of the cube, are positive where the faces look outwards.
    t.equal(Math.round(volumeOf(meshes[0]!)), 833);
  }
});

t.test('more faces than allowed are refused with both numbers, before anything is written', async (t) => {
  const path = join(folder, 'refused.step');
  const model = modelOfOne(joined(box(), box({ at: [20, 0, 0] })));
  await t.rejects(writeFacetedStep(model, path, 'model', false, { ...LIMITS, maxFacetedFaces: 23 }), {
    code: 'target_limit_exceeded',
    detail: /24 flat faces;.*at most 23\. Leave merge_coplanar on/,
  });
  t.throws(() => readFileSync(path), { code: 'ENOENT' });
});

t.test('a coordinate that a matrix pushes past every number is refused', async (t) => {
  const model = modelOf([{ primitives: [box()] }], {
    nodes: [{ mesh: 0, matrix: Float64Array.of(1e308, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1) }],
  });
  await t.rejects(written(model), { code: 'target_limit_exceeded' });
});

t.test('a model without triangles is never an empty file', async (t) => {
  await t.rejects(written(modelOf([{ primitives: [] }])), { code: 'output_invalid' });
});

t.test('the same bytes each time, and true progress', async (t) => {
  const { bytes } = await written(assembly());
  t.ok((await written(assembly())).bytes.equals(bytes));
  const seen: number[] = [];
  await writeFacetedStep(assembly(), join(folder, 'progress.step'), 'model', false, LIMITS, (part) =>
    seen.push(part),
  );
  t.strictSame(
    seen,
    seen.toSorted((one, other) => one - other),
  );
  t.ok(
    seen.filter((part) => part > 0 && part < 0.5).length >= 9,
    'three steps and more for each of three bodies',
  );
  t.equal(seen.at(-1), 1);
});

t.test('strings of ISO 10303-21', (t) => {
  for (const [text, encoded] of [
    ['plain', "'plain'"],
    ["o'Neil", "'o''Neil'"],
    ['a\\b', "'a\\\\b'"],
    ['ä', "'\\X2\\00E4\\X0\\'"],
    ['№7ж', "'\\X2\\2116\\X0\\7\\X2\\0436\\X0\\'"],
    ['жж', "'\\X2\\04360436\\X0\\'"],
    ['🧊x', "'\\X4\\0001F9CA\\X0\\x'"],
    ['ж🧊', "'\\X2\\0436\\X0\\\\X4\\0001F9CA\\X0\\'"],
    ['\n', "'\\X2\\000A\\X0\\'"],
  ] as const) {
    t.equal(stepString(text), encoded);
    t.equal(parseStepString(encoded), text);
  }
  t.equal(stepString('\ud800'), "'\\X2\\FFFD\\X0\\'", 'half a surrogate pair is no character');
  t.end();
});

t.test('reals of ISO 10303-21 have a point, and an exponent in capitals', (t) => {
  for (const [value, digits, text] of [
    [0, 17, '0.'],
    [-0, 17, '0.'],
    [1, 17, '1.'],
    [-2.5, 17, '-2.5'],
    [1e-7, 17, '1.E-7'],
    [1.5e300, 17, '1.5E+300'],
    [0.1, 17, '0.1'],
    [Math.fround(0.1), 9, '0.100000001'],
    [1 / 3, 12, '0.333333333333'],
  ] as const) {
    t.equal(stepReal(value, digits), text);
  }
  t.end();
});

t.test('a file that was cut or changed does not pass as one of ours', async (t) => {
  const text = (await written(modelOfOne(box()))).bytes.toString('latin1');
  const faces = text.match(/#\d+=FACE_SURFACE[^\n]*\n/g)!;
  for (const [name, changed] of [
    ['cut at the end', text.slice(0, -20)],
    ['cut in the middle', text.slice(0, text.length / 2)],
    ['a face missing', text.replace(faces[3]!, '')],
    ['a point missing', text.replace(/#\d+=CARTESIAN_POINT\('',\(10[^\n]*\n/, '')],
    ['no shell', text.replace(/#\d+=CLOSED_SHELL[^\n]*\n/, '')],
    ['another format', 'solid cube\nendsolid cube\n'],
    ['empty', ''],
  ] as const) {
    const path = join(folder, 'changed.step');
    writeFileSync(path, changed, 'latin1');
    await t.rejects(readFacetedStep(path), { code: 'output_invalid' }, name);
  }
});
