import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { placedParts } from '../../../src/engines/mesh/tools/flatten.ts';
import { outline, readHere } from '../assimp/read-here.ts';
import { noise } from '../cad/refusals.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { buildIfc, INCHES } from './build-ifc.ts';

const folder = t.testdir();

for (const schema of ['IFC2X3', 'IFC4'] as const) {
  t.test(`${schema}: tree, names, places, colours, instances, cut openings`, async (t) => {
    const { model, measures, lost, warnings } = await readHere(folder, 'ifc', buildIfc({ schema }));
    t.strictSame(
      outline(model).map(({ name, parent }) => [name, parent]),
      [
        ['Projekt Bär', undefined],
        ['Site', 'Projekt Bär'],
        ['Haus', 'Site'],
        ['EG', 'Haus'],
        ['Wand', 'EG'],
        ['Fenster 1', 'EG'],
        ['Fenster 2', 'EG'],
        ['Raum', 'EG'],
        ['HYvctVUKr0kugbFTf53O9L', 'Raum'],
      ],
    );
    t.match(measures, { unit: 'mm', upAxis: 'z', parts: 4, bodies: 4 });
    t.strictSame(measures.bounds, { min: [0, 0, 0], max: [4000, 500, 3000] });
    t.ok(Math.abs(measures.volume! / (2.2e9 + 2e8 + 1.25e8) - 1) < 1e-6, 'the opening is cut out');
    const [wall, first, second, table] = model.nodes.filter(({ mesh }) => mesh !== undefined);
    t.equal(first!.mesh, second!.mesh, 'windows of one type share a mesh');
    t.strictSame(second!.matrix!.subarray(12, 15), Float64Array.of(3000, 50, 1500));
    const material = ({ mesh }: typeof wall & object) =>
      model.materials[model.meshes[mesh!]!.primitives[0]!.material!]!;
    t.strictSame(material(wall!).baseColour, [1, 0, 0, 1]);
    t.match(material(first!), { alphaMode: 'BLEND' });
    t.ok(Math.abs(material(first!).baseColour[1] - 0.214041) < 1e-5, 'linear');
    t.equal(material(first!).baseColour[3], 0.5);
    t.strictSame(material(table!).baseColour, [1, 1, 1, 1]);
    t.match(lost, [
      { what: 'spaces', count: 1 },
      { what: 'openings', count: 1 },
    ]);
    t.strictSame(warnings, []);
    t.ok(model.meshes.every(({ primitives }) => primitives.every(({ normals }) => isUnit(normals!))));
  });
}

t.test('rooms are kept on request', async (t) => {
  const options = { include_spaces: true };
  const { model, measures, lost } = await readHere(folder, 'ifc', buildIfc(), { options });
  t.match(lost, [{ what: 'openings', count: 1 }]);
  t.strictSame(measures.bounds!.max, [4000, 4000, 3000]);
  const table = outline(model).at(-1)!;
  t.equal(table.parent, 'Raum');
  const parts = new Map([...placedParts(model)].map(({ name, primitives }) => [name, primitives]));
  const [corner] = parts.get('HYvctVUKr0kugbFTf53O9L')!;
  t.ok(
    corner!.positions.every((value) => value > -1e-3 && value < 500.001),
    'and what stands in them stays',
  );
});

t.test('far from the origin and in another unit, nothing moves', async (t) => {
  const far = buildIfc({ unit: INCHES, site: [1e7, -5e7, 1000] });
  const { measures, model } = await readHere(folder, 'ifc', far);
  t.match(measures, { unit: 'in', upAxis: 'z' });
  t.strictSame(measures.bounds, { min: [1e7, -5e7, 1000], max: [10_004_000, -49_999_500, 4000] });
  t.ok(
    model.nodes.some(({ matrix }) => matrix?.[13] === -49_999_950),
    'places have 64 bits',
  );
  const odd = buildIfc({ unit: INCHES.replace('0.0254', '0.3') });
  const read = await readHere(folder, 'ifc', odd);
  t.match(read.warnings, [/units of 0\.3 m.* metres\.$/]);
  t.ok(Math.abs(read.measures.bounds!.max[0]! - 1200) < 1e-3);
  const none = await readHere(
    folder,
    'ifc',
    buildIfc().replace('#1=IFCUNITASSIGNMENT((#2,#9))', '#1=IFCUNITASSIGNMENT((#9))'),
  );
  t.match(none.warnings, [/no length unit; metres/]);
});

t.test('elements that web-ifc cannot draw are counted', async (t) => {
  const bytes = buildIfc().replace('#115=IFCEXTRUDEDAREASOLID(#112', '#115=IFCEXTRUDEDAREASOLID(#10');
  const { lost } = await readHere(folder, 'ifc', bytes);
  t.match(lost.at(-1), {
    what: 'elements',
    count: 1,
    why: /made no triangles of 1 element that has a shape/,
  });
  const dangling = await readHere(folder, 'ifc', buildIfc().replace('SOLID(#112', 'SOLID(#999'));
  t.match(dangling.warnings, [/#999, which it does not define/]);
});

t.test('an element that is its own ancestor ends', async (t) => {
  const bytes = buildIfc().replace('#19,(#90)', '#19,(#90,#17)').replace('#13,(#17)', '#13,(#13)');
  const { model } = await readHere(folder, 'ifc', bytes);
  t.ok(model.nodes.every(({ parent }, at) => parent === undefined || parent < at));
  t.equal(model.nodes.filter(({ mesh }) => mesh !== undefined).length, 4);
});

const good = buildIfc();
const BAD: BadFile[] = [
  {
    name: 'a value of no type',
    bytes: good.replace('($,$,(#86))', '($,$,S(#86))'),
    code: 'input_malformed',
    says: /unknown type/,
  },
  { name: 'nothing', bytes: '', code: 'input_truncated' },
  { name: 'the first word cut', bytes: 'ISO-10', code: 'input_truncated' },
  { name: 'cut', bytes: good.slice(0, -20), code: 'input_truncated' },
  { name: 'noise', bytes: noise(3000), code: 'input_malformed' },
  {
    name: 'IFC2X2',
    bytes: buildIfc({ schema: 'IFC2X2_FINAL' }),
    code: 'input_version_unsupported',
    says: /IFC2X2_FINAL; IFC2x3 and IFC4/,
  },
  {
    name: 'a STEP file',
    bytes: good.replace("'IFC4'", "'AUTOMOTIVE_DESIGN'"),
    code: 'input_version_unsupported',
  },
  {
    name: 'a list that is not closed',
    bytes: good.replace('(#36));', '(#36;'),
    code: 'input_malformed',
    says: /not closed/,
  },
  {
    name: 'a list that is closed twice',
    bytes: good.replace('(#36));', '(#36)));'),
    code: 'input_malformed',
  },
  { name: 'a text that is not closed', bytes: good.replace("'Wand'", "'Wand"), code: 'input_malformed' },
  {
    name: 'a number beyond all',
    bytes: good.replace('(2000.,100.)', '(1E400,100.)'),
    code: 'input_malformed',
    says: /1E400/,
  },
  { name: 'a byte that cannot be', bytes: good.replace('(2000.,', '(\x012000.,'), code: 'input_malformed' },
  {
    name: 'no product',
    bytes: good.replace(/#(37|67|77|117)=IFCPRODUCTDEFINITIONSHAPE/g, '#$1=IFCFOO'),
    code: 'input_no_geometry',
  },
];
t.test('refusals', async (t) =>
  refuses(t, folder, BAD, (path) => readMesh('ifc', { path, options: {}, limits: LIMITS })),
);

t.test('the limits of the server', async (t) => {
  for (const limits of [{ maxTriangles: 20 }, { maxVertices: 20 }]) {
    const error: unknown = await readHere(folder, 'ifc', good, { limits: { ...LIMITS, ...limits } }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    t.ok(isProblem(error, 'input_limit_exceeded'), String(error));
  }
  t.equal((await readHere(folder, 'ifc', good)).measures.parts, 4, 'and the next file is read');
});

const isUnit = (normals: Float32Array): boolean => {
  for (let at = 0; at < normals.length; at += 3) {
    const length = Math.hypot(normals[at]!, normals[at + 1]!, normals[at + 2]!);
    if (Math.abs(length - 1) > 1e-3) return false;
  }
  return true;
};
