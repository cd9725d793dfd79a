import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { beside, outline, readHere } from '../assimp/read-here.ts';
import { TINY_PNG } from '../assimp/tiny-png.ts';
import { noise } from '../cad/refusals.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { attributes, box, bytesOf, type Loose, loadLoose } from './build-3dm.ts';

const folder = t.testdir();
const rhino = await loadLoose();
const RED = { r: 255, g: 0, b: 0, a: 255 };
const GREEN = { r: 0, g: 188, b: 0, a: 255 };

/** A file in millimetres with a layer. */
function open(layerColour = GREEN): { file: Loose; layer: number } {
  const file = new rhino.File3dm();
  file.settings().modelUnitSystem = rhino.UnitSystem.Millimeters;
  const layer = Object.assign(new rhino.Layer(), { name: 'Grün', color: layerColour });
  return { file, layer: file.layers().add(layer) };
}

t.test('names, layers, colours, vertex colours, UVs, quadrangles', async (t) => {
  const { file, layer } = open();
  const child = Object.assign(new rhino.Layer(), {
    name: 'Kind',
    color: { r: 0, g: 0, b: 0, a: 255 },
    parentLayerId: file.layers().get(layer).id,
  });
  const childLayer = file.layers().add(child);
  file
    .objects()
    .addMesh(box(rhino, [1, 2, 3], true), attributes(rhino, { name: 'Würfel', layerIndex: layer }));
  file.objects().addMesh(
    box(rhino, [10, 10, 10]),
    attributes(rhino, {
      name: 'Rot',
      layerIndex: layer,
      colorSource: rhino.ObjectColorSource.ColorFromObject,
      objectColor: RED,
    }),
  );
  file.objects().addMesh(box(rhino, [1, 1, 1]), attributes(rhino, { layerIndex: childLayer }));
  const { model, measures, lost, warnings } = await readHere(folder, '3dm', bytesOf(file));
  t.strictSame(
    outline(model).map(({ name, parent }) => [name, parent]),
    [
      ['Grün', undefined],
      ['Würfel', 'Grün'],
      ['Rot', 'Grün'],
      ['Kind', 'Grün'],
      [undefined, 'Kind'],
    ],
  );
  t.match(measures, { triangles: 36, bodies: 3, volume: 6 + 1000 + 1, unit: 'mm', upAxis: 'z' });
  t.strictSame([lost, warnings], [[], []]);
  const [wurfel, rot, black] = model.meshes.map(({ primitives }) => primitives[0]!);
  t.ok(near(model.materials[wurfel!.material!]!.baseColour, [0, 0.502886, 0, 1]), 'of the layer, linear');
  t.strictSame(model.materials[rot!.material!]!.baseColour, [1, 0, 0, 1], 'of the object');
  t.equal(black!.material, undefined, 'the black of a new layer is no colour');
  t.ok(near(wurfel!.colours!, [0.502886, 0, 1, 1]), 'vertex colours are linear');
  t.ok(near(wurfel!.uvs!, [0, 0.75, 0.125, 0.75]), 'v runs downwards');
  t.equal(rot!.normals, undefined, 'the file has none');
});

t.test('materials and their images', async (t) => {
  const { file } = open();
  const material = Object.assign(new rhino.Material(), {
    name: 'Lack',
    diffuseColor: GREEN,
    transparency: 0.25,
  });
  const textured = Object.assign(new rhino.Material(), { name: 'Bild', diffuseColor: RED });
  textured.setBitmapTextureFilename('C:\\maps\\tex.png');
  for (const each of [material, textured]) {
    const materialIndex = file.materials().add(each);
    const source = rhino.ObjectMaterialSource.MaterialFromObject;
    file
      .objects()
      .addMesh(box(rhino, [1, 1, 1], true), attributes(rhino, { materialSource: source, materialIndex }));
  }
  const bytes = bytesOf(file);
  const { model } = await readHere(folder, '3dm', bytes, { siblings: beside({ 'tex.png': TINY_PNG }) });
  t.match(model.materials, [
    { name: 'Lack', alphaMode: 'BLEND' },
    { name: 'Bild', baseColour: [1, 1, 1, 1], baseColourImage: 0 },
  ]);
  t.ok(near(model.materials[0]!.baseColour, [0, 0.502886, 0, 0.75]));
  t.ok(TINY_PNG.equals(model.images[0]!.bytes));
  const alone = await readHere(folder, '3dm', bytes);
  t.match(alone.lost, [{ what: 'textures', count: 1 }]);
});

/** A block, shown at x = 100, and a block that holds it and is turned by a quarter. */
function blocks(): Loose {
  const { file } = open();
  const one = box(rhino, [1, 2, 3]);
  const named = (name: string) => attributes(rhino, { name });
  const definitions = file.instanceDefinitions();
  definitions.add('Block', '', '', '', [0, 0, 0], [one], [named('Stein')]);
  const inner = definitions.get(0).id;
  const move = rhino.Transform.translationXYZ;
  file.objects().add(new rhino.InstanceReference(inner, move(100, 0, 0)), named(''));
  definitions.add(
    'Mauer',
    '',
    '',
    '',
    [0, 0, 0],
    [new rhino.InstanceReference(inner, move(0, 10, 0)), one],
    [named('Drin'), named('Stein 2')],
  );
  const quarter = rhino.Transform.rotation(Math.PI / 2, [0, 0, 1], [0, 0, 0]);
  file.objects().add(new rhino.InstanceReference(definitions.get(1).id, quarter), named('Außen'));
  return file;
}

t.test('blocks are instances, also within blocks', async (t) => {
  const { model, measures } = await readHere(folder, '3dm', bytesOf(blocks()));
  t.strictSame(
    outline(model).map(({ name, parent }) => [name, parent]),
    [
      ['Grün', undefined],
      ['Block', 'Grün'],
      ['Stein', 'Block'],
      ['Außen', 'Grün'],
      ['Drin', 'Außen'],
      ['Stein', 'Drin'],
      ['Stein 2', 'Außen'],
    ],
  );
  const stones = model.nodes.filter(({ name }) => name === 'Stein').map(({ mesh }) => mesh);
  t.equal(stones[0], stones[1], 'one mesh, shown twice');
  t.match(measures, { parts: 3, bodies: 3, volume: 18 });
  const { min, max } = measures.bounds!;
  t.ok(near(min, [-12, 0, 0]) && near(max, [101, 2, 3]), `${min} ${max}`);
});

t.test('units', async (t) => {
  const read = async (unit: string) => {
    const { file } = open();
    file.settings().modelUnitSystem = rhino.UnitSystem[unit];
    file.objects().addMesh(box(rhino, [1, 2, 3]), null);
    const { measures, model, warnings } = await readHere(folder, '3dm', bytesOf(file));
    return { unit: measures.unit, known: model.unitKnown, max: measures.bounds!.max, warnings };
  };
  const NAMED = {
    Microns: 'um',
    Millimeters: 'mm',
    Centimeters: 'cm',
    Meters: 'm',
    Kilometers: 'km',
    Inches: 'in',
    Feet: 'ft',
  };
  for (const [system, unit] of Object.entries(NAMED)) {
    t.strictSame(await read(system), { unit, known: true, max: [1, 2, 3], warnings: [] });
  }
  const yards = await read('Yards');
  t.match(yards, { unit: 'm', known: true, warnings: [/units of 0\.9144 m/] });
  t.ok(near(yards.max, [0.9144, 1.8288, 2.7432]));
  t.match(await read('None'), { unit: 'mm', known: false, max: [1, 2, 3] });
});

t.test('what has no mesh is counted, and said where nothing has one', async (t) => {
  const { file } = open();
  const surface = () => rhino.Brep.createFromBoundingBox(new rhino.BoundingBox([0, 0, 0], [1, 1, 1]));
  file.objects().addBrep(surface(), null);
  const bare: unknown = await readHere(folder, '3dm', bytesOf(file)).then(
    () => undefined,
    (error: unknown) => error,
  );
  t.ok(isProblem(bare, 'input_no_geometry'));
  t.match(
    (bare as Error & { detail: string }).detail,
    /1 surface object but holds no mesh of it\. Shade .* render meshes/,
  );
  file.objects().addMesh(box(rhino, [1, 1, 1]), null);
  file.objects().addPoint([0, 0, 0]);
  file.objects().addMesh(box(rhino, [9, 9, 9]), attributes(rhino, { visible: false }));
  const { lost, measures } = await readHere(folder, '3dm', bytesOf(file));
  t.equal(measures.volume, 1);
  const counts = Object.fromEntries(lost.map(({ what, count }) => [what, count]));
  t.strictSame(counts, { faces: 6, Breps: 1, 'curves, points and annotations': 1, 'hidden objects': 1 });
});

const good = bytesOf(blocks());
const empty = bytesOf(open().file);
const changed = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
};
const BAD: BadFile[] = [
  { name: 'nothing', bytes: '', code: 'input_truncated' },
  { name: 'the magic alone', bytes: good.subarray(0, 20), code: 'input_truncated' },
  { name: 'cut', bytes: good.subarray(0, -1), code: 'input_truncated' },
  { name: 'half', bytes: good.subarray(0, good.length / 2), code: 'input_truncated' },
  { name: 'noise', bytes: noise(500), code: 'input_malformed' },
  {
    name: 'a hole in the middle',
    bytes: Buffer.concat([good.subarray(0, 4000), good.subarray(4400)]),
    code: 'input_malformed',
    says: /says that it has \d+ bytes/,
  },
  {
    name: 'version 1',
    bytes: changed((bytes) => bytes.write('       1', 24)),
    code: 'input_version_unsupported',
  },
  {
    name: 'a version from the future',
    bytes: changed((bytes) => bytes.write('     120', 24)),
    code: 'input_version_unsupported',
  },
  { name: 'no object', bytes: empty, code: 'input_no_geometry' },
];
t.test('refusals', async (t) =>
  refuses(t, folder, BAD, (path) => readMesh('3dm', { path, options: {}, limits: LIMITS })),
);

t.test('the limits of the server hold for what blocks show, too', async (t) => {
  for (const limits of [{ maxTriangles: 30 }, { maxVertices: 10 }]) {
    const error: unknown = await readHere(folder, '3dm', good, { limits: { ...LIMITS, ...limits } }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    t.ok(isProblem(error, 'input_limit_exceeded'), String(error));
  }
});

t.test('damaged bytes end in a Problem or a model, and never in silence', async (t) => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const bytes = changed((bytes) => {
      for (const [at, byte] of noise(3, seed).entries()) {
        bytes[64 + ((seed * 7919 + at * 104729) % (good.length - 128))] = byte;
      }
    });
    const result: unknown = await readHere(folder, '3dm', bytes).catch((error: unknown) => error);
    t.ok(!(result instanceof Error) || isProblem(result) || result.name === 'EngineTrap', String(result));
  }
});

t.test('quadrangles that repeat a corner, or have one nowhere, keep what is whole of them', async (t) => {
  const { file } = open();
  const mesh = new rhino.Mesh();
  for (const point of [
    [0, 0, 0],
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
    [Number.NaN, 0, 0],
  ])
    mesh.vertices().add(...point);
  for (const quad of [
    [0, 1, 2, 3],
    [0, 1, 1, 2],
    [0, 1, 2, 4],
    [0, 1, 0, 1],
  ])
    mesh.faces().addQuadFace(...quad);
  mesh.faces().addTriFace(0, 2, 3);
  file.objects().addMesh(mesh, null);
  const { model } = await readHere(folder, '3dm', bytesOf(file));
  const { polygons, indices } = model.meshes[0]!.primitives[0]!;
  t.strictSame([...polygons!.sizes], [4, 3, 3, 3]);
  t.strictSame([...polygons!.corners], [0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 0, 2, 3]);
  t.equal(indices.length, 5 * 3);
});

const near = (seen: ArrayLike<number>, expected: readonly number[]): boolean =>
  expected.every((value, at) => Math.abs(value - seen[at]!) < 1e-5);
