import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { readAmf } from '../../../src/engines/mesh/amf/read-amf.ts';
import { withArchive } from '../../../src/engines/mesh/archive/open-archive.ts';
import { placedParts } from '../../../src/engines/mesh/tools/flatten.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { buildZip } from '../archive/build-zip.ts';
import { LIMITS } from '../mesh/shapes.ts';
import { amf, object, TRIANGLES, VERTICES, vertex, volume } from './build-amf.ts';

const folder = t.testdir();
let files = 0;
const saved = (bytes: Buffer | string): string => {
  const path = join(folder, `${files++}.amf`);
  writeFileSync(path, bytes);
  return path;
};
const read = (bytes: Buffer | string) => readAmf(saved(bytes), LIMITS);

t.test('plain and zipped, in the unit that the file says', async (t) => {
  for (const [said, unit] of [
    ['millimeter', 'mm'],
    ['inch', 'in'],
    ['feet', 'ft'],
    ['meter', 'm'],
    ['micron', 'um'],
    ['Micrometer', 'um'],
  ]) {
    const text = amf(object('1'), `unit="${said}" version="1.1"`);
    for (const bytes of [
      text,
      buildZip([{ name: 'any.AMF', bytes: text }]),
      buildZip([{ name: 'a.xml', bytes: text }]),
    ]) {
      const { model, warnings, lost } = await read(bytes);
      t.match(model, { unit, upAxis: 'z', unitKnown: true, nodes: [{ mesh: 0 }] });
      t.strictSame([warnings, lost], [[], []]);
      const { triangles, bodies, volume } = measure(model, 'amf');
      t.strictSame([triangles, bodies], [4, 1]);
      t.ok(Math.abs(volume! - 1 / 6) < 1e-9, 'the faces look outwards');
    }
  }
  t.equal((await read(amf(object('1'), ''))).model.unit, 'mm', 'where it says nothing');
  t.equal(
    (await read(amf(object('1'), 'xmlns="urn:a" unit="inch"'))).model.unit,
    'in',
    'whatever the namespace',
  );
});

t.test('volumes are primitives with their materials; names are taken, other notes are lost', async (t) => {
  const named = (name: string): string => `<metadata type="name">${name}</metadata>`;
  const text = amf(
    `${named('all')}<metadata type="cad">x</metadata>` +
      `<material id="7">${named('steel &amp; co')}<color><r>1</r><g>0</g><b>0.5</b></color></material>` +
      `<material id="8">${named('plain')}</material>` +
      object(
        '1',
        `${VERTICES}${volume(TRIANGLES, 'materialid="7"', named('v'))}${volume(TRIANGLES, 'materialid="8"')}` +
          volume(
            TRIANGLES,
            'materialid="7" type="support"',
            '<color><r>0</r><g>1</g><b>0</b><a>0.25</a></color>',
          ) +
          volume(TRIANGLES, ''),
        named('part'),
      ),
  );
  const { model, lost } = await read(text);
  t.equal(model.meshes[0]!.name, 'part');
  t.match(model.materials, [
    { name: 'steel & co', baseColour: [1, 0, /^0\.2140/, 1] },
    { name: 'plain', baseColour: [0.6, 0.6, 0.6, 1] },
    { name: 'steel & co', baseColour: [0, 1, 0, 0.25], alphaMode: 'BLEND' },
  ]);
  t.strictSame(
    model.meshes[0]!.primitives.map(({ material }) => material),
    [0, 1, 2, undefined],
  );
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [
      ['metadata entries', 2],
      ['names', 1],
      ['object types', 1],
    ],
  );
});

t.test('colours: triangle before vertex before volume before object before material', async (t) => {
  const colour = (r: number, g: number, b: number): string =>
    `<color><r>${r}</r><g>${g}</g><b>${b}</b></color>`;
  const vertices = `<vertices>${vertex(0, 0, 0)}${vertex(1, 0, 0, colour(1, 0, 0))}${vertex(0, 1, 0)}${vertex(0, 0, 1)}</vertices>`;
  const triangles =
    `<triangle>${colour(0, 1, 0)}<v1>0</v1><v2>2</v2><v3>1</v3></triangle>` +
    '<triangle><v1>0</v1><v2>1</v2><v3>3</v3></triangle>';
  const { model } = await read(
    amf(
      object(
        '1',
        `${vertices}${volume(triangles, '', colour(0, 0, 1))}${volume('<triangle><v1>0</v1><v2>3</v2><v3>2</v3></triangle>')}`,
        colour(1, 1, 0),
      ),
    ),
  );
  const [first, second] = model.meshes[0]!.primitives;
  const at = (corner: number) => [
    ...first!.colours!.subarray(first!.indices[corner]! * 4, first!.indices[corner]! * 4 + 3),
  ];
  t.strictSame(
    [0, 1, 2].map(at),
    [
      [0, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
    ],
    'the triangle',
  );
  t.strictSame(
    [3, 4, 5].map(at),
    [
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 1],
    ],
    'volume, vertex, volume',
  );
  t.equal(second!.colours, undefined, 'none of its vertices has one');
  t.match(model.materials[second!.material!], { baseColour: [1, 1, 0, 1] }, 'the object');
});

t.test(
  'constellations turn about x, y, z in this order, then shift; they nest, and are instances',
  async (t) => {
    const text = amf(
      object('1', undefined, '<metadata type="name">tip</metadata>') +
        object('lone') +
        '<constellation id="2"><instance objectid="1"><deltax>10</deltax><rx>90</rx><rz>90</rz></instance>' +
        '<instance objectid="1"/></constellation>' +
        '<constellation id="3"><instance objectid="2"><deltaz>5</deltaz><ry>180</ry></instance></constellation>',
    );
    const { model } = await read(text);
    t.strictSame(
      model.nodes.map(({ parent, mesh }) => [parent, mesh]),
      [
        [undefined, undefined],
        [0, undefined],
        [1, 0],
        [1, 0],
        [undefined, 1],
      ],
    );
    const [turned, plain] = [...placedParts(model)];
    // (0, 1, 0) turned about x is (0, 0, 1), about z stays; + (10, 0, 0); about y by 180 is (-10, 0, -1); + (0, 0, 5).
    const corner = (part: typeof turned, vertex: number) =>
      [...part!.primitives[0]!.positions.subarray(vertex * 3, vertex * 3 + 3)].map(
        (value) => Math.round(value * 1e9) / 1e9 + 0,
      );
    t.strictSame(corner(turned, 2), [-10, 0, 4]);
    t.strictSame(corner(turned, 1), [-10, 1, 5], '(1, 0, 0) about z is (0, 1, 0)');
    t.strictSame(corner(turned, 3), [-11, 0, 5], '(0, 0, 1) about x is (0, -1, 0), about z (1, 0, 0)');
    t.strictSame(corner(plain, 1), [-1, 0, 5]);
  },
);

t.test('what is lost: curves, textures, formulas, mixtures', async (t) => {
  const curved = VERTICES.replace(
    '</coordinates>',
    '</coordinates><normal><nx>0</nx><ny>0</ny><nz>1</nz></normal>',
  ).replace('</vertices>', '<edge><v1>0</v1><dx1>1</dx1><v2>1</v2></edge></vertices>');
  const textured = TRIANGLES.replace('</v3>', '</v3><texmap rtexid="1"><utex1>0</utex1></texmap>');
  const { model, lost } = await read(
    amf(
      '<texture id="1" width="1" height="1">AA==</texture>' +
        '<material id="2"><color><r>x</r><g>0</g><b>0</b></color><composite materialid="1">x*2</composite></material>' +
        object('1', `${curved}${volume(textured, 'materialid="2"')}`),
    ),
  );
  t.equal(measure(model, 'amf').triangles, 4);
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [
      ['textures', 1],
      ['colour formulas', 1],
      ['composite materials', 1],
      ['curve normals', 1],
      ['curved edges', 1],
      ['texture coordinates', 1],
    ],
  );
});

t.test('any points and triangles', async (t) => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 });
  const meshes = fc.integer({ min: 3, max: 9 }).chain((count) =>
    fc.record({
      points: fc.array(fc.tuple(number, number, number), { minLength: count, maxLength: count }),
      corners: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.nat(count - 1)), {
        minLength: 1,
        maxLength: 9,
      }),
    }),
  );
  const property = fc.asyncProperty(meshes, async ({ points, corners }) => {
    const vertices = `<vertices>${points.map(([x, y, z]) => vertex(x, y, z)).join('')}</vertices>`;
    const triangles = corners.map(
      ([a, b, c]) => `<triangle><v1>${a}</v1><v2> ${b}\n</v2><v3>${c}</v3></triangle>`,
    );
    const { model } = await read(amf(object('1', vertices + volume(triangles.join('')))));
    const [primitive] = model.meshes[0]!.primitives;
    return (
      [...primitive!.positions].every((value, at) => Object.is(value + 0, points.flat()[at]! + 0)) &&
      [...primitive!.indices].join() === corners.flat().join()
    );
  });
  await fc.assert(property, { numRuns: 100 });
  t.pass();
});

t.test(
  'rook.amf is what assimp sees once it is unpacked',
  { skip: haveSamples ? false : 'no samples' },
  async (t) => {
    const { model, warnings } = await readAmf(samplePath('rook.amf'), LIMITS);
    t.strictSame(warnings, []);
    const plain = await withArchive(samplePath('rook.amf'), undefined, (archive) =>
      archive.read(archive.entries[0]!),
    );
    const path = saved(Buffer.from(plain));
    t.strictSame((await readAmf(path, LIMITS)).model, model, 'plain or zipped');
    // assimp fails on metadata and on volumes without a material here.
    const text = Buffer.from(plain)
      .toString()
      .replace(/<metadata.*?<\/metadata>/gs, '');
    const material = '<material id="1"><color><r>1</r><g>0</g><b>0</b></color></material><object';
    const eased = text.replace(/<volume>/g, '<volume materialid="1">').replace('<object', material);
    const seen = await readIndependently(saved(eased), 'amf');
    const { triangles, bounds, area, volume } = measure(model, 'amf');
    t.equal(triangles, seen.triangles + seen.degenerate);
    t.ok(Math.abs(seen.area - area!) < area! * 1e-5, `area ${area}`);
    t.ok(Math.abs(seen.volume - volume!) < volume! * 1e-5, `volume ${volume}`);
    for (const axis of [0, 1, 2]) {
      t.ok(Math.abs(seen.min[axis]! - bounds!.min[axis]!) < 1e-4);
      t.ok(Math.abs(seen.max[axis]! - bounds!.max[axis]!) < 1e-4);
    }
  },
);
