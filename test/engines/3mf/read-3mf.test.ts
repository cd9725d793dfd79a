import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { read3mf } from '../../../src/engines/mesh/3mf/read-3mf.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { buildZip } from '../archive/build-zip.ts';
import { LIMITS } from '../mesh/shapes.ts';
import {
  CORE,
  model,
  object,
  PNG,
  package3mf,
  relationshipTo,
  TETRAHEDRON,
  tetrahedronWith,
} from './build-3mf.ts';

const folder = t.testdir();
let files = 0;
const read = async (bytes: Buffer) => {
  const path = join(folder, `${files++}.3mf`);
  writeFileSync(path, bytes);
  return read3mf(path, LIMITS);
};
const readModel = (resources: string, build: string, attributes?: string) =>
  read(package3mf(model(`<resources>${resources}</resources><build>${build}</build>`, attributes)));
const ITEM = '<item objectid="1"/>';

t.test('one object, Z-up in the unit that the file says', async (t) => {
  for (const [name, unit] of [
    ['micron', 'um'],
    ['millimeter', 'mm'],
    ['centimeter', 'cm'],
    ['inch', 'in'],
    ['foot', 'ft'],
    ['meter', 'm'],
  ]) {
    const { model, warnings, lost } = await readModel(object(1), ITEM, `unit="${name}"`);
    t.match(model, { unit, upAxis: 'z', unitKnown: true });
    t.strictSame([warnings, lost], [[], []]);
  }
  const { model } = await readModel(object(1, TETRAHEDRON, 'name="a &amp; b" partnumber="7"'), ITEM, '');
  t.equal(model.unit, 'mm', 'where it says nothing');
  t.equal(model.meshes[0]!.name, 'a & b');
  const { triangles, volume, bodies, bounds } = measure(model, '3mf');
  t.match(
    { triangles, bodies, bounds },
    { triangles: 4, bodies: 1, bounds: { min: [0, 0, 0], max: [1, 1, 1] } },
  );
  t.ok(Math.abs(volume! - 1 / 6) < 1e-9, 'the faces look outwards');
});

t.test('components are instances, placed by the product of their matrices', async (t) => {
  const components =
    '<components><component objectid="1" transform="2 0 0 0 2 0 0 0 2 10 0 0"/><component objectid="1"/></components>';
  const { model } = await readModel(
    object(1, TETRAHEDRON, 'name="part"') + object(2, components, 'name="pair"'),
    // a quarter about z: x becomes y
    '<item objectid="2" transform="0 1 0 -1 0 0 0 0 1 0 0 5"/><item objectid="1" partnumber="lone"/>',
  );
  t.strictSame(
    model.nodes.map(({ name, parent, mesh }) => [name, parent, mesh]),
    [
      ['pair', undefined, undefined],
      [undefined, 0, 0],
      [undefined, 0, 0],
      [undefined, undefined, 0],
    ],
  );
  t.equal(model.meshes.length, 1);
  const { bounds, triangles, parts } = measure(model, '3mf');
  t.strictSame([triangles, parts], [12, 3]);
  t.strictSame(bounds, { min: [-2, 0, 0], max: [1, 12, 7] });
});

t.test('a mirror keeps the faces outwards', async (t) => {
  const { model } = await readModel(object(1), '<item objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/>');
  t.ok(measure(model, '3mf').volume! > 0);
});

t.test('a named object around a single one is its name', async (t) => {
  const around = object(2, '<components><component objectid="1"/></components>', 'name="second"');
  const { model } = await readModel(
    object(1, TETRAHEDRON, 'name="first"') + around,
    `${ITEM}<item objectid="2"/>`,
  );
  t.strictSame(model.nodes, [{ mesh: 0 }, { name: 'second', mesh: 0 }]);
  t.equal(model.meshes[0]!.name, 'first');
});

const BASE =
  '<basematerials id="5"><base name="red" displaycolor="#FF0000"/><base name="" displaycolor="#00FF0080"/></basematerials>';

t.test('base materials: of the object, of triangles, and of none', async (t) => {
  const whole = await readModel(BASE + object(1, TETRAHEDRON, 'pid="5" pindex="1"'), ITEM);
  t.equal(whole.model.meshes[0]!.primitives.length, 1);
  t.match(whole.model.materials[0], {
    baseColour: [0, 1, 0, Math.fround(128 / 255)],
    alphaMode: 'BLEND',
    name: undefined,
  });
  const mixed = await readModel(
    BASE + object(1, tetrahedronWith('pid="5" p1="0"', 'pid="5" p1="1"', 'pid="5" p1="0"', '')),
    ITEM,
  );
  const { primitives } = mixed.model.meshes[0]!;
  t.strictSame(
    primitives.map(({ material, indices, positions }) => [
      material,
      indices.length / 3,
      positions.length / 3,
    ]),
    [
      [0, 2, 4],
      [1, 1, 3],
      [undefined, 1, 3],
    ],
  );
  t.match(mixed.model.materials, [
    { name: 'red', baseColour: [1, 0, 0, 1] },
    { baseColour: [0, 1, 0, Math.fround(128 / 255)] },
  ]);
  t.equal(measure(mixed.model, '3mf').bodies, 1, 'still one closed body');
});

t.test('colours: a material of the whole object, else of the corners of triangles', async (t) => {
  const group =
    '<m:colorgroup id="5"><m:color color="#BCBCBC"/><m:color color="#0000ff40"/><m:color color="#FFFFFF"/></m:colorgroup>';
  const whole = await readModel(group + object(1, TETRAHEDRON, 'pid="5" pindex="0"'), ITEM);
  const [grey] = whole.model.materials[0]!.baseColour;
  t.ok(Math.abs(grey - 0.502887) < 1e-6, 'sRGB to linear');
  const { model } = await readModel(
    group + object(1, tetrahedronWith('p1="0" p2="1" p3="2"', '', 'pid="5" p1="1"'), 'pid="5" pindex="2"'),
    ITEM,
  );
  t.equal(model.materials.length, 0);
  const [primitive] = model.meshes[0]!.primitives;
  const { indices, colours } = primitive!;
  const blueOf = (corner: number) => [...colours!.subarray(indices[corner]! * 4, indices[corner]! * 4 + 4)];
  t.strictSame(blueOf(1), [0, 0, 1, Math.fround(64 / 255)]);
  t.strictSame(blueOf(2), [1, 1, 1, 1]);
  t.strictSame(blueOf(3), [1, 1, 1, 1], 'that of the object');
  t.strictSame(blueOf(6), blueOf(8), 'p2 and p3 are p1');
});

t.test('triangles that are of one colour each are painted: materials, which STEP has too', async (t) => {
  const group = '<m:colorgroup id="5"><m:color color="#FF0000"/><m:color color="#0000FF"/></m:colorgroup>';
  const { model } = await readModel(
    group + object(1, tetrahedronWith('p1="1"', 'pid="5" p1="1" p2="1" p3="1"'), 'pid="5" pindex="0"'),
    ITEM,
  );
  t.match(model.materials, [{ baseColour: [0, 0, 1, 1] }, { baseColour: [1, 0, 0, 1] }]);
  t.strictSame(
    model.meshes[0]!.primitives.map(({ material, indices, colours }) => [
      material,
      indices.length / 3,
      colours,
    ]),
    [
      [0, 2, undefined],
      [1, 2, undefined],
    ],
  );
  const many = Array.from(
    { length: 65 },
    (_, at) => `<m:color color="#0000${(at + 100).toString(16)}"/>`,
  ).join('');
  const triangles = Array.from(
    { length: 65 },
    (_, at) => `<triangle v1="0" v2="1" v3="2" pid="5" p1="${at}"/>`,
  ).join('');
  const picture = await readModel(
    `<m:colorgroup id="5">${many}</m:colorgroup>${object(1, TETRAHEDRON.replace('<triangles>', `<triangles>${triangles}`))}`,
    ITEM,
  );
  t.equal(picture.model.materials.length, 0);
  t.equal(picture.model.meshes[0]!.primitives[0]!.colours!.length, 65 * 3 * 4);
});

const TEXTURE =
  '<m:texture2d id="3" path="/3D/Textures/a.png" contenttype="image/png" tilestyleu="mirror"/>' +
  '<m:texture2dgroup id="4" texid="3"><m:tex2coord u="0" v="0"/><m:tex2coord u="1" v="0.25"/></m:texture2dgroup>';
const IMAGE = { name: '3D/Textures/A.PNG', bytes: PNG };

t.test('textures, with v turned over', async (t) => {
  const resources = TEXTURE + object(1, tetrahedronWith('pid="4" p1="0" p2="1" p3="0"'));
  const xml = model(`<resources>${resources}</resources><build>${ITEM}</build>`);
  const { model: read_, lost } = await read(package3mf(xml, [IMAGE]));
  const wrap = { u: 'mirror', v: 'repeat' };
  t.match(read_.images, [{ name: 'A', mediaType: 'image/png', bytes: PNG, wrap }]);
  const [textured, plain] = read_.meshes[0]!.primitives;
  t.equal(read_.materials[textured!.material!]!.baseColourImage, 0);
  t.strictSame([...textured!.uvs!], [0, 1, 1, 0.75, 0, 1]);
  t.equal(plain!.indices.length, 9);
  t.strictSame(lost, []);
  const without = await read(package3mf(xml));
  t.match(without.lost, [{ what: 'textures', count: 1 }]);
  const bounded = await read(package3mf(xml.replace('tilestyleu="mirror"', 'tilestylev="none"'), [IMAGE]));
  t.match(bounded.model.images, [{ wrap: { u: 'repeat', v: 'clamp' } }]);
  t.match(bounded.lost, [{ what: 'texture wrap modes', count: 1, why: /edge/ }]);
});

t.test('layers: the texture stays, else the colour, else the material; composites are mixed', async (t) => {
  const layers =
    BASE.replace('#00FF0080', '#0000FF') +
    TEXTURE +
    '<m:compositematerials id="6" matid="5" matindices="0 1"><m:composite values="0.75 0.25"/><m:composite values="0 0"/></m:compositematerials>' +
    '<m:multiproperties id="7" pids="5 4"><m:multi pindices="1 1"/><multi pindices="0"/></m:multiproperties>' +
    '<m:multiproperties id="8" pids="5"><m:multi pindices="0"/></m:multiproperties>' +
    '<m:multiproperties id="9" pids="9"><m:multi pindices="0"/></m:multiproperties>';
  const triangles = tetrahedronWith(
    'pid="7" p1="0" p2="1"',
    'pid="6" p1="0" p2="1"',
    'pid="8" p1="0"',
    'pid="9" p1="0"',
  );
  const xml = model(`<resources>${layers}${object(1, triangles)}</resources><build>${ITEM}</build>`);
  const { model: read_, lost } = await read(package3mf(xml, [IMAGE]));
  const [textured, mixed, based] = read_.meshes[0]!.primitives;
  t.strictSame([...textured!.uvs!], [1, 0.75, 0, 1, 1, 0.75]);
  t.strictSame([...mixed!.colours!.subarray(0, 8)], [0.75, 0, 0.25, 1, 0.5, 0, 0.5, 1]);
  t.equal(read_.materials[based!.material!]!.name, 'red');
  t.match(lost, [{ what: 'property layers', count: 1 }]);
});

t.test('what is not there is left out, with a warning', async (t) => {
  const triangles = tetrahedronWith('pid="5" p1="9"', 'pid="6" p1="0"');
  const { model, warnings } = await readModel(BASE + object(1, triangles), ITEM);
  t.equal(measure(model, '3mf').triangles, 4);
  t.match(warnings, [/^2 references to colours or materials .* left out\.$/]);
});

t.test('production: objects in other parts, each with resources of its own', async (t) => {
  const other = model(
    `<resources>${BASE}${object(1, TETRAHEDRON, 'pid="5" pindex="0" name="there"')}</resources><build/>`,
  );
  const root = model(
    '<resources><object id="1" p:UUID="a"><components><component objectid="1" p:path="/3D/Objects/b.model"/>' +
      `<component objectid="2"/></components></object>${object(2)}</resources>` +
      '<build p:UUID="b"><item objectid="1"/><item objectid="1" p:path="/3D/Objects/b.model"/></build>',
    'requiredextensions="p"',
  )
    .replace('<object id="1" p', '<object id="9" p')
    .replace('<item objectid="1"/>', '<item objectid="9"/>');
  const { model: read_, lost } = await read(package3mf(root, [{ name: '3D/Objects/b.model', bytes: other }]));
  t.strictSame(
    read_.nodes.map(({ parent, mesh }) => [parent, mesh]),
    [
      [undefined, undefined],
      [0, 0],
      [0, 1],
      [undefined, 0],
    ],
  );
  t.equal(read_.meshes[0]!.name, 'there');
  t.equal(read_.materials[0]!.name, 'red');
  t.strictSame(lost, []);
});

t.test('the model is where the package says, in any case, or where it is usual', async (t) => {
  const xml = model(`<resources>${object(1)}</resources><build>${ITEM}</build>`);
  const elsewhere = buildZip([
    { name: 'a/b.model', bytes: xml },
    { name: '_RELS/.RELS', bytes: relationshipTo('A/B.MODEL') },
    { name: '3D/3dmodel.model', bytes: 'not this one' },
  ]);
  t.strictSame((await read(elsewhere)).warnings, []);
  const { warnings } = await read(buildZip([{ name: '3D/3dmodel.model', bytes: xml }]));
  t.match(warnings, [/does not say where its model is/]);
});

t.test('nothing built: everything is taken; not all built: the others are named', async (t) => {
  const none = await readModel(
    object(1) + object(2, '<components><component objectid="1"/></components>'),
    '',
  );
  t.equal(none.model.nodes.length, 2);
  t.match(none.warnings, [/builds nothing/]);
  const one = await readModel(object(1) + object(2), ITEM);
  t.match(one.warnings, [/^1 object that the 3MF does not build left out/]);
});

t.test('files that are not of the model are counted', async (t) => {
  const xml = model(`<resources>${TEXTURE}${object(1)}</resources><build>${ITEM}</build>`);
  const others = [
    'Metadata/thumbnail.png',
    'Metadata/slicer.config',
    '3D/_rels/3dmodel.model.rels',
    '[Content_Types].xml',
  ];
  const { lost } = await read(package3mf(xml, [IMAGE, ...others.map((name) => ({ name }))]));
  t.match(lost, [{ what: 'other files', count: 2 }]);
});

t.test('other prefixes, UTF-16, and what is lost', async (t) => {
  const xml =
    `<c:model xmlns:c="${CORE}" xmlns:s="http://schemas.microsoft.com/3dmanufacturing/slice/2015/07">` +
    '<c:metadata name="Title">x</c:metadata><c:resources><s:slicestack id="4"/>' +
    `<c:object id="1" type="support" thumbnail="/a.png">${TETRAHEDRON.replace(/<(\/?)/g, '<$1c:')}</c:object>` +
    '</c:resources><c:build><c:item objectid="1"/></c:build></c:model>';
  const { model: read_, lost } = await read(
    package3mf(Buffer.from(`\uFEFF${xml}`, 'utf16le') as unknown as string),
  );
  t.equal(measure(read_, '3mf').triangles, 4);
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [
      ['metadata entries', 1],
      ['slice stacks', 1],
      ['object types', 1],
      ['thumbnails', 1],
    ],
  );
});
