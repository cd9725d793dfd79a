// What a scene says beside its geometry, in both syntaxes.
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { Image } from '../../../src/engines/mesh/model.ts';
import type { Siblings } from '../../../src/engines/mesh/read-mesh.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { TINY_PNG } from '../assimp/tiny-png.ts';
import { contentOf, sceneReader } from './read-scene.ts';

const scenes = sceneReader(t.testdir());

/** The same scene twice. */
const PAIRS: readonly (readonly [name: string, vrml: string, xml: string])[] = [
  [
    'names, transforms and instances',
    `DEF Left Transform { translation -2 0 0 rotation 0 0 1 0.5 scale 1 2 3 center 1 1 1 scaleOrientation 0 1 0 0.3
       children DEF Part Shape { appearance DEF Red Appearance { material Material { diffuseColor 1 0 0 transparency 0.25 } }
         geometry DEF Cube Box { size 1 1 1 } } }
     Transform { translation 2 0 0 children [ USE Part, Group { children USE Left } ] }`,
    `<Transform DEF="Left" translation="-2 0 0" rotation="0 0 1 0.5" scale="1 2 3" center="1 1 1" scaleOrientation="0 1 0 0.3">
       <Shape DEF="Part"><Appearance DEF="Red"><Material diffuseColor="1 0 0" transparency="0.25"/></Appearance>
         <Box DEF="Cube" size="1 1 1"/></Shape></Transform>
     <Transform translation="2 0 0"><Shape USE="Part"/><Group><Transform USE="Left"/></Group></Transform>`,
  ],
  [
    'lists of numbers with commas and comments',
    `Shape { geometry IndexedFaceSet { solid FALSE # both sides
       coord Coordinate { point [ 0 0 0, # the first
         1 0 0, 1. 1e0 0,, .0 +1 -0.0e-3 ] } coordIndex [0,1,2,3,-1] } }`,
    `<Shape><IndexedFaceSet solid="false" coordIndex="0,1,2,3,-1"><Coordinate point="0 0 0, 1 0 0, 1. 1e0 0,, .0 +1 -0.0e-3"/>
     </IndexedFaceSet></Shape>`,
  ],
  [
    'switches and levels of detail',
    `Switch { whichChoice 1 choice [ Shape { geometry Sphere { } } Shape { geometry Box { } } ] }
     LOD { level [ Shape { geometry Box { size 3 3 3 } } Shape { geometry Box { } } ] }`,
    `<Switch whichChoice="1"><Shape><Sphere/></Shape><Shape><Box/></Shape></Switch>
     <LOD><Shape><Box size="3 3 3"/></Shape><Shape><Box/></Shape></LOD>`,
  ],
  [
    'prototypes with fields, nodes and prototypes inside',
    `PROTO Brick [ field SFVec3f size 2 2 2 exposedField SFColor colour 0 0 1 field MFNode more [ ] eventIn SFTime start ] {
       PROTO Inner [ field SFNode look NULL field SFVec3f length 1 1 1 ] {
         Shape { appearance IS look geometry Box { size IS length } } }
       Group { children [
         Inner { length IS size look Appearance { material Material { diffuseColor IS colour } } }
         Transform { translation 5 0 0 children IS more } ] }
     }
     Brick { }
     DEF Second Brick { size 1 1 1 colour 1 0 0 more [ Shape { geometry Box { size 4 4 4 } } ] }`,
    `<ProtoDeclare name="Brick"><ProtoInterface>
       <field name="size" type="SFVec3f" accessType="initializeOnly" value="2 2 2"/>
       <field name="colour" type="SFColor" accessType="inputOutput" value="0 0 1"/>
       <field name="more" type="MFNode" accessType="initializeOnly"/>
       <field name="start" type="SFTime" accessType="inputOnly"/></ProtoInterface>
     <ProtoBody>
       <ProtoDeclare name="Inner"><ProtoInterface>
         <field name="look" type="SFNode" accessType="initializeOnly"/>
         <field name="length" type="SFVec3f" accessType="initializeOnly" value="1 1 1"/></ProtoInterface>
       <ProtoBody><Shape><IS><connect nodeField="appearance" protoField="look"/></IS>
         <Box><IS><connect nodeField="size" protoField="length"/></IS></Box></Shape></ProtoBody></ProtoDeclare>
       <Group><ProtoInstance name="Inner"><IS><connect nodeField="length" protoField="size"/></IS>
         <fieldValue name="look"><Appearance><Material><IS><connect nodeField="diffuseColor" protoField="colour"/></IS></Material>
         </Appearance></fieldValue></ProtoInstance>
         <Transform translation="5 0 0"><IS><connect nodeField="children" protoField="more"/></IS></Transform></Group>
     </ProtoBody></ProtoDeclare>
     <ProtoInstance name="Brick"/>
     <ProtoInstance name="Brick" DEF="Second"><fieldValue name="size" value="1 1 1"/><fieldValue name="colour" value="1 0 0"/>
       <fieldValue name="more"><Shape><Box size="4 4 4"/></Shape></fieldValue></ProtoInstance>`,
  ],
];

for (const [name, vrml, xml] of PAIRS) {
  t.test(`the same in VRML and in XML: ${name}`, async (t) => {
    const [one, two] = [await scenes.vrml(vrml), await scenes.xml(xml)];
    t.strictSame(contentOf(one.model), contentOf(two.model));
    t.strictSame(one.lost, two.lost);
    const classic = await scenes.bytes(
      `#X3D V3.3 utf8\nPROFILE Immersive\nCOMPONENT CADGeometry:2\nMETA "a" "b"\n${vrml}`,
    );
    t.strictSame(contentOf(classic.model), contentOf(two.model), 'and in the classic encoding of X3D');
  });
}

t.test('where things are', async (t) => {
  const { model } = await scenes.vrml(PAIRS[0]![1]);
  t.strictSame(
    model.nodes.map(({ name, parent, mesh }) => [name, parent, mesh]),
    [
      ['Left', undefined, 0],
      [undefined, undefined, undefined],
      ['Part', 1, 0],
      ['Left', 1, 0],
    ],
  );
  t.equal(model.meshes.length, 1, 'one mesh, shown three times');
  // T × C × R × SR × S × -SR × -C of the corner (0.5, 0.5, 0.5), by the text of the specification.
  const turn = (p: number[], axis: number[], angle: number): number[] => {
    const [x, y, z] = axis as [number, number, number];
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const d = (1 - c) * (x * p[0]! + y * p[1]! + z * p[2]!);
    return [
      p[0]! * c + (y * p[2]! - z * p[1]!) * s + x * d,
      p[1]! * c + (z * p[0]! - x * p[2]!) * s + y * d,
      p[2]! * c + (x * p[1]! - y * p[0]!) * s + z * d,
    ];
  };
  let point = [0.5, 0.5, 0.5].map((value) => value - 1);
  point = turn(point, [0, 1, 0], -0.3);
  point = point.map((value, axis) => value * [1, 2, 3][axis]!);
  point = turn(turn(point, [0, 1, 0], 0.3), [0, 0, 1], 0.5);
  point = point.map((value, axis) => value + 1 + [-2, 0, 0][axis]!);
  const m = model.nodes[0]!.matrix!;
  for (let row = 0; row < 3; row += 1) {
    const seen = 0.5 * (m[row]! + m[row + 4]! + m[row + 8]!) + m[row + 12]!;
    t.ok(Math.abs(seen - point[row]!) < 1e-12, `${seen} is ${point[row]}`);
  }
});

t.test('materials', async (t) => {
  const { model, lost } = await scenes.vrml(`
    Shape { appearance Appearance { } geometry Box { } }
    Shape { appearance DEF Plain Appearance { material Material { } } geometry Box { } }
    Shape { appearance Appearance { material DEF Lamp Material { diffuseColor 0 0 0 emissiveColor 1 0.5 0 specularColor 1 1 1 } } geometry Box { } }
    Shape { appearance USE Plain geometry IndexedFaceSet { solid FALSE coord Coordinate { point [0 0 0 1 0 0 0 1 0] } coordIndex [0 1 2]
      color Color { color [1 0 0, 0 1 0, 0 0 1] } } }`);
  const linear = ((0.8 + 0.055) / 1.055) ** 2.4;
  const round = (values: readonly number[] | undefined) => values?.map((value) => value.toFixed(5));
  t.strictSame(
    model.materials.map(({ name, baseColour, emissive, doubleSided }) => [
      name,
      round(baseColour),
      round(emissive),
      doubleSided,
    ]),
    [
      ['Plain', round([linear, linear, linear, 1]), undefined, undefined],
      ['Lamp', round([0, 0, 0, 1]), round([1, ((0.5 + 0.055) / 1.055) ** 2.4, 0]), undefined],
      ['Plain', round([1, 1, 1, 1]), undefined, true],
    ],
  );
  t.strictSame(
    model.meshes.map(({ primitives }) => primitives[0]!.material),
    [undefined, 0, 1, 2],
  );
  t.match(lost, [{ what: 'specular colours', count: 1 }]);
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);
const filesOf = (files: Record<string, string | Buffer>): Siblings => ({
  async read(reference) {
    const found = files[reference];
    return found === undefined ? undefined : Buffer.from(found);
  },
});
const TEXTURED = (texture: string, more = '') => `Shape {
  appearance Appearance { material Material { diffuseColor 1 0 0 } texture ${texture} ${more} }
  geometry IndexedFaceSet { coord Coordinate { point [0 0 0 2 0 0 2 1 0] } coordIndex [0 1 2] ${more === '' ? '' : TEX_COORDS} } }`;
const TEX_COORDS = 'texCoord TextureCoordinate { point [0 0, 1 0, 1 1] }';

t.test('textures: beside the model, inside of it, and missing', async (t) => {
  const image = 'ImageTexture { url ["http://example.org/a.png" "maps/a.png"] }';
  const { model, lost } = await scenes.vrml(TEXTURED(image), { siblings: filesOf({ 'maps/a.png': PNG }) });
  t.strictSame(lost, []);
  t.match(model.images, [{ name: 'a.png', mediaType: 'image/png' }]);
  t.strictSame(
    model.materials[0]!.baseColour,
    [1, 1, 1, 1],
    'an image of colours takes the place of the colour',
  );
  t.strictSame(
    [...model.meshes[0]!.primitives[0]!.uvs!],
    [0, 1, 1, 1, 1, 0.5],
    'along the two longest sides',
  );
  const inside = await scenes.vrml(TEXTURED(imageTexture('')));
  t.strictSame(inside.lost, []);
  t.match(inside.model.images, [{ mediaType: 'image/png', wrap: undefined }]);
  const missing = await scenes.vrml(TEXTURED(image));
  t.match(missing.lost, [{ what: 'textures', count: 1 }]);
  t.strictSame(missing.model.materials[0]!.baseColour, [1, 0, 0, 1]);
});

const imageTexture = (fields: string) =>
  `ImageTexture { url "data:image/png;base64,${PNG.toString('base64')}" ${fields} }`;
const properties = (s: string, t: string) =>
  `repeatS FALSE repeatT FALSE textureProperties TextureProperties { ${s} ${t} }`;
const wraps: [fields: string, wrap: Image['wrap'], lost: number][] = [
  ['repeatS FALSE', { u: 'clamp', v: 'repeat' }, 0],
  ['repeatT FALSE', { u: 'repeat', v: 'clamp' }, 0],
  [properties('boundaryModeS "MIRRORED_REPEAT"', ''), { u: 'mirror', v: 'repeat' }, 0],
  [properties('boundaryModeS "CLAMP"', 'boundaryModeT "CLAMP_TO_EDGE"'), { u: 'clamp', v: 'clamp' }, 0],
  [properties('', 'boundaryModeT "CLAMP_TO_BOUNDARY"'), { u: 'repeat', v: 'clamp' }, 1],
];
for (const [fields, wrap, count] of wraps) {
  t.test(`a texture with ${fields}`, async (t) => {
    const { model, lost } = await scenes.vrml(TEXTURED(imageTexture(fields)));
    t.strictSame(model.images[0]!.wrap, wrap);
    t.match(lost, count === 0 ? [] : [{ what: 'texture wrap modes', count }]);
    t.equal(lost.length, count);
  });
}

t.test('one image that goes on in two ways has its bytes once', async (t) => {
  const { model } = await scenes.vrml(
    [imageTexture('repeatS FALSE'), imageTexture(''), imageTexture('repeatS FALSE')]
      .map((texture) => TEXTURED(texture))
      .join('\n'),
  );
  t.strictSame(
    model.images.map(({ wrap }) => wrap),
    [{ u: 'clamp', v: 'repeat' }, undefined],
  );
  t.equal(model.images[0]!.bytes, model.images[1]!.bytes);
});

t.test('files in two folders name images of their own', async (t) => {
  const inlines = 'Inline { url "a/part.wrl" } Inline { url "b/part.wrl" }';
  const part = `#VRML V2.0 utf8\n${TEXTURED('ImageTexture { url "skin.png" }')}`;
  const { model, lost } = await scenes.vrml(inlines, {
    siblings: filesOf({ 'a/part.wrl': part, 'b/part.wrl': part, 'a/skin.png': PNG, 'b/skin.png': TINY_PNG }),
  });
  t.strictSame(lost, []);
  t.strictSame(
    model.images.map(({ bytes }) => Buffer.from(bytes)),
    [PNG, TINY_PNG],
  );
});

t.test('a TextureTransform moves the texture coordinates', async (t) => {
  const transform =
    'textureTransform TextureTransform { translation 0.5 0 scale 2 2 rotation 1.5707963267948966 center 0.5 0.5 }';
  const { model } = await scenes.vrml(TEXTURED('ImageTexture { url "a.png" }', transform), {
    siblings: filesOf({ 'a.png': PNG }),
  });
  // -C × S × R × C × T: (0, 0) → (0.5, 0) → (1, 0.5) → (-0.5, 1) → (-1, 2) → (-1.5, 1.5)
  const [u, v] = model.meshes[0]!.primitives[0]!.uvs!;
  t.ok(Math.abs(u! + 1.5) < 1e-6 && Math.abs(1 - v! - 1.5) < 1e-6);
});

t.test('inlined files, one in the other and in the other syntax', async (t) => {
  const siblings = filesOf({
    'parts/a.x3d':
      '<X3D><Scene><Transform translation="1 0 0"><Inline url=\'"b.wrl"\'/></Transform></Scene></X3D>',
    'parts/b.wrl': gzipSync('#VRML V2.0 utf8\nShape { geometry Box { } }'),
  });
  const body =
    'Inline { url "parts/a.x3d" } Transform { translation 5 0 0 children Inline { url "parts/a.x3d" } } Inline { url "no" }';
  const { model, lost } = await scenes.vrml(body, { siblings });
  t.equal(model.meshes.length, 1);
  t.match(measure(model, 'vrml'), { parts: 2, bounds: { min: [0, -1, -1], max: [7, 1, 1] } });
  t.match(lost, [{ what: 'inlined files', count: 1 }]);
  await t.rejects(
    scenes.vrml('Inline { url "a.wrl" }', {
      siblings: filesOf({ 'a.wrl': '#VRML V2.0 utf8\nInline { url "a.wrl" }' }),
    }),
    { code: 'input_malformed', detail: /inlines itself/ },
  );
});

t.test('what is no surface is said', async (t) => {
  const { lost, warnings } = await scenes.vrml(`
    WorldInfo { title "\\"quoted\\" \\\\" } NavigationInfo { } Viewpoint { } DEF Sun DirectionalLight { } Group { children USE Sun }
    Background { } Fog { } DEF Clock TimeSensor { } DEF S Script { eventIn SFTime t field SFNode own USE Sun
      field MFString names ["a" "b"] eventOut SFBool b url "javascript: function t() { }" }
    ROUTE Clock.time TO S.t
    EXTERNPROTO Far [ field SFBool on ] ["far.wrl#Far"]
    Far { on TRUE } Magic { power 9 }
    Shape { geometry IndexedLineSet { } } Shape { geometry PointSet { } } Shape { geometry Text { string ["a"] } }
    Switch { choice [ Shape { geometry Box { } } ] }
    Group { children [ USE Nowhere, Shape { geometry Box { } } ] }
    Shape { geometry IndexedFaceSet { coord Coordinate { point [0 0 0 1 0 0 0 1 0] } coordIndex [0 1 -1 0 1 2] } }`);
  t.strictSame(Object.fromEntries(lost.map(({ what, count }) => [what, count])), {
    viewpoints: 1,
    lights: 1,
    'backgrounds and fog': 2,
    'scripts and animations': 2,
    'nodes Far': 1,
    'nodes Magic': 1,
    lines: 1,
    points: 1,
    texts: 1,
    'hidden alternatives': 1,
    routes: 1,
    'external prototypes': 1,
  });
  t.match(warnings, [/^1 face of fewer/, /^1 reference \(USE\)/]);
});

t.test('very many unknown types of nodes are one line of the report', async (t) => {
  const unknown = Array.from({ length: 300 }, (_, at) => `Node${at} { }`).join(' ');
  const { lost } = await scenes.vrml(`${unknown} Shape { geometry Box { } }`);
  t.equal(lost.length, 21);
  t.match(lost.at(-1), { what: 'nodes of other types', count: 280 });
});

t.test('long texts take no time that grows with their square', async (t) => {
  const image = `data:image/png;base64,${PNG.toString('base64')}${'A'.repeat(8 << 20)}`;
  const { model } = await scenes.xml(
    `<Shape><Appearance><ImageTexture url='"${image}"'/></Appearance><Box/></Shape>
     <Inline url='"${'#'.repeat(1 << 20)}&#10;"'/><Inline url='${'"a\\"'.repeat(1 << 18)}'/>`,
  );
  t.equal(model.images.length, 1);
});

t.test('units and axes', async (t) => {
  const box = '<Shape><Box size="1 1 1"/></Shape>';
  t.match((await scenes.xml(box)).model, { unit: 'm', upAxis: 'y', unitKnown: true });
  t.match((await scenes.xml(box, { options: { source_unit: 'mm', source_up_axis: 'z' } })).model, {
    unit: 'mm',
    upAxis: 'z',
  });
  const withUnit = (factor: string) =>
    scenes.bytes(
      `<X3D><head><unit category="length" name="x" conversionFactor="${factor}"/></head><Scene>${box}</Scene></X3D>`,
    );
  t.match((await withUnit('0.001')).model, { unit: 'mm' });
  const furlongs = (await withUnit('201.168')).model;
  t.equal(furlongs.unit, 'm');
  t.ok(Math.abs(measure(furlongs, 'x3d').bounds!.max[0] - 100.584) < 1e-9);
  t.match(
    (
      await scenes.bytes(
        '#X3D V3.3 utf8\nPROFILE CADInterchange\nUNIT length inch 0.0254\nShape { geometry Box { } }',
      )
    ).model,
    {
      unit: 'in',
    },
  );
});

t.test('encodings of the file', async (t) => {
  const xml = '<X3D><Scene><Shape DEF="Zahnräder"><Box/></Shape></Scene></X3D>';
  for (const bytes of [
    Buffer.from(`\ufeff${xml}`),
    Buffer.from(`\ufeff${xml}`, 'utf16le'),
    Buffer.from(`\ufeff${xml}`, 'utf16le').swap16(),
    Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`, 'latin1'),
    gzipSync(xml),
  ]) {
    t.equal((await scenes.bytes(bytes)).model.nodes[0]!.name, 'Zahnräder');
  }
  t.equal(
    (await scenes.vrml('DEF Zahnräder.2 Shape { geometry Box { } }\r\n')).model.nodes[0]!.name,
    'Zahnräder.2',
  );
});
