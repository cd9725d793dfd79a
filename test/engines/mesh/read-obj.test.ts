import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'converto-obj-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
async function read(text: string | Buffer, options = {}) {
  const path = join(folder, `${(files += 1)}.obj`);
  writeFileSync(path, text);
  return readObj(path, options, LIMITS);
}

const figures = async (text: string | Buffer) => measure((await read(text)).model, 'obj');
const only = async (text: string): Promise<Primitive> => (await read(text)).model.meshes[0]!.primitives[0]!;
const rounded = (numbers: ArrayLike<number> | undefined): number[] =>
  Array.from(numbers ?? [], (number) => Math.round(number * 1e6) / 1e6);

const CORNERS = `v 0 0 0
v 2 0 0
v 2 3 0
v 0 3 0
v 0 0 4
v 2 0 4
v 2 3 4
v 0 3 4
`;
const SIDES = ['1 4 3 2', '5 6 7 8', '1 2 6 5', '2 3 7 6', '3 4 8 7', '4 1 5 8'];
const BOX = `${CORNERS}${SIDES.map((side) => `f ${side}\n`).join('')}`;

t.test('a box of quadrangles is twelve triangles with its area and volume', async (t) => {
  const { triangles, vertices, bodies, area, volume, bounds } = await figures(BOX);
  t.strictSame(
    { triangles, vertices, bodies, area, bounds },
    { triangles: 12, vertices: 8, bodies: 1, area: 52, bounds: { min: [0, 0, 0], max: [2, 3, 4] } },
  );
  t.ok(Math.abs(volume! - 24) < 1e-9, `${volume}`);
});

t.test('the same box, however it is written', async (t) => {
  const expected = await figures(BOX);
  const backwards = BOX.replace(/^f.*$/gm, (face) =>
    face.replace(/\d/g, (digit) => String(Number(digit) - 9)),
  );
  t.match(backwards, 'f -8 -5 -6 -7');
  t.strictSame(await figures(backwards), expected, 'negative indices');
  t.strictSame(await figures(BOX.replaceAll('\n', '\r\n')), expected, 'CR LF');
  t.strictSame(await figures(BOX.replaceAll('\n', '\r')), expected, 'CR');
  t.strictSame(await figures(`\ufeff${BOX}`), expected, 'a byte order mark');
  t.strictSame(await figures(BOX.trimEnd()), expected, 'no line end at the end');
  t.strictSame(await figures(BOX.replaceAll(' ', ' \\\n ')), expected, 'continued lines');
  t.strictSame(await figures(BOX.replaceAll(' ', '\\\r\n\t')), expected, 'continued lines with CR LF');
  t.strictSame(await figures(`# made in C:\\models\\\n${BOX}`), expected, 'a comment is not continued');
  t.strictSame(await figures(BOX.replaceAll(/^(v.*)$/gm, '  $1 1.0 # a corner')), expected, 'w and comments');
  t.strictSame(await figures(BOX.replaceAll('f', 'fo')), expected, 'the older word for a face');
});

t.test('a concave polygon is cut inside its outline, and a hole stays open', async (t) => {
  const angle = 'v 0 0 0\nv 2 0 0\nv 2 1 0\nv 1 1 0\nv 1 2 0\nv 0 2 0\nf 1 2 3 4 5 6\n';
  const arrow = 'v 0 0 0\nv 4 -2 0\nv 1 0 0\nv 4 2 0\nf 2 3 4 1\n';
  t.equal((await figures(angle)).area, 3);
  t.equal((await figures(angle)).triangles, 4);
  t.equal((await figures(arrow)).area, 2);
  t.equal((await figures(arrow)).triangles, 2);
});

t.test('a face of 100 000 corners in one line', async (t) => {
  const corners = 100_000;
  const at = (corner: number): number => (corner / corners) * 2 * Math.PI;
  const points = Array.from({ length: corners }, (_, i) => `v ${Math.cos(at(i))} ${Math.sin(at(i))} 0\n`);
  const face = Array.from({ length: corners }, (_, i) => i + 1).join(' ');
  const { area, triangles } = await figures(`${points.join('')}f ${face}\n`);
  t.equal(triangles, corners - 2);
  t.ok(Math.abs(area! - Math.PI) < 1e-6, `${area}`);
});

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';

t.test(
  'objects and groups are parts; a group may be entered again, an object may have a namesake',
  async (t) => {
    const { model } = await read(
      `${TRIANGLE}g left side\nf 1 2 3\ng right\nf 1 3 2\ng left side\nf 1 2 3\n` +
        'o Bolt\nf 1 2 3\no Bolt\ng default\nf 1 2 3\ng head\nf 1 2 3\no Empty\n',
    );
    t.strictSame(
      model.nodes.map(({ name, mesh }) => [name, model.meshes[mesh!]!.primitives[0]!.indices.length / 3]),
      [
        ['left side', 2],
        ['right', 1],
        ['Bolt', 1],
        ['Bolt', 1],
        ['head', 1],
      ],
    );
    const [unnamed] = (await read(`${TRIANGLE}f 1 2 3\n`)).model.nodes;
    t.strictSame(unnamed, { mesh: 0 });
  },
);

t.test('materials keep their names; what is in another file is reported', async (t) => {
  const { model, lost } = await read(
    `mtllib a.mtl\n${TRIANGLE}f 1 2 3\nusemtl Grün matt\nf 1 2 3\nusemtl steel\nf 1 2 3\nusemtl (null)\nf 3 2 1\n`,
  );
  t.strictSame(
    model.materials.map(({ name }) => name),
    ['Grün matt', 'steel'],
  );
  t.strictSame(
    model.meshes[0]!.primitives.map(({ material, indices }) => [material, indices.length]),
    [
      [undefined, 6],
      [0, 3],
      [1, 3],
    ],
  );
  t.match(lost, [{ what: 'material colours', count: 2, why: /\.mtl/ }]);
  t.strictSame((await read(`usemtl a\n${TRIANGLE}f 1 2 3\n`)).lost, [], 'nothing is lost without a library');
});

t.test(
  'a vertex is a position with a uv and a normal; v of a uv is turned, normals get length 1',
  async (t) => {
    const primitive = await only(
      `${TRIANGLE}v 1 1 0\nvt 0.25 0.75\nvt 1\nvt 1 1 5\nvn 0 0 9\nvn 0 3 4\n` +
        'f 1/1/1 2/2/1 3/3/1\nf 2/2/1 4/1/1 3/3/2\n',
    );
    t.strictSame([...primitive.indices], [0, 1, 2, 1, 3, 4]);
    t.strictSame([...primitive.uvs!], [0.25, 0.25, 1, 1, 1, 0, 0.25, 0.25, 1, 0]);
    t.strictSame(rounded(primitive.normals), [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0.6, 0.8]);
    t.strictSame([...primitive.positions], [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0]);
  },
);

t.test('faces with and without uvs and normals stay apart, and lose neither', async (t) => {
  const { model } = await read(
    `${TRIANGLE}vt 0 0\nvn 0 0 1\nf 1 2 3\nf 1/1 2/1 3/1\nf 1//1 2//1 3//1\nf 1/1/1 2/1 3\n`,
  );
  t.strictSame(
    model.meshes[0]!.primitives.map(({ uvs, normals, indices }) => [
      uvs?.length,
      normals?.length,
      indices.length,
    ]),
    [
      [undefined, undefined, 6],
      [6, undefined, 3],
      [undefined, 9, 3],
    ],
  );
});

t.test('colours of vertices are sRGB, as fractions or as bytes; white where one has none', async (t) => {
  const faces = 'f 1 2 3\n';
  const half = 0.214041; // of 0.5, by the formula of IEC 61966-2-1
  const fractions = await only(`v 0 0 0 0.5 0 1\nv 1 0 0\nv 0 1 0 1 1 0.5\n${faces}`);
  t.strictSame(rounded(fractions.colours), [half, 0, 1, 1, 1, 1, 1, 1, 1, 1, half, 1]);
  const bytes = await only(`v 0 0 0\nv 1 0 0 127.5 0 255\nv 0 1 0 255 255 127.5\n${faces}`);
  t.strictSame(rounded(bytes.colours), [1, 1, 1, 1, half, 0, 1, 1, 1, 1, half, 1]);
  t.equal((await only(`${TRIANGLE}${faces}`)).colours, undefined);
});

t.test('points, lines, curves and calls are counted, never followed', async (t) => {
  const { lost, warnings } = await read(
    `${TRIANGLE}p 1\nl 1 2\nl 2 3 1\nvp 0 0\ncstype bezier\ncurv 0 1 1 2 3\nend\ncall /etc/passwd\ns off\nf 1 2\nf 1 2 3\n`,
  );
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [
      ['points', 1],
      ['lines', 2],
      ['curves and surfaces', 1],
      ['references to other files', 1],
    ],
  );
  t.strictSame(warnings, ['1 face of fewer than three corners left out.']);
});

t.test('digits beyond a float survive; the frame is what the options say', async (t) => {
  const { model } = await read('v 2600000.125 0.1 0\nv 2600001.125 0 0\nv 2600000.125 1 0\nf 1 2 3\n', {
    source_unit: 'm',
    source_up_axis: 'y',
  });
  t.equal(model.meshes[0]!.primitives[0]!.positions[0], 2600000.125);
  t.equal(model.meshes[0]!.primitives[0]!.positions[1], 0.1);
  t.match(model, { unit: 'm', upAxis: 'y', unitKnown: false });
});

t.test('progress grows to the whole file', async (t) => {
  const path = join(folder, 'progress.obj');
  writeFileSync(path, `${BOX}${'# nothing\n'.repeat(1e6)}`);
  const fractions: number[] = [];
  await readObj(path, {}, LIMITS, (fraction) => fractions.push(fraction));
  t.ok(fractions.length > 2);
  t.strictSame(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
  t.equal(fractions.at(-1), 1);
});

t.test(
  'a real spider is what assimp sees',
  { skip: haveSamples ? false : 'no ../shared/samples' },
  async (t) => {
    const seen = await readIndependently(samplePath('spider.obj'), 'obj');
    const { model } = await readObj(samplePath('spider.obj'), {}, LIMITS);
    const ours = measure(model, 'obj');
    t.equal(ours.triangles, seen.triangles + seen.degenerate);
    t.equal(ours.parts, 19);
    t.strictSame(model.nodes.map(({ name }) => name).sort(), seen.names.sort());
    t.ok(Math.abs(ours.area! / seen.area - 1) < 1e-5, `${ours.area} ${seen.area}`);
    for (const axis of [0, 1, 2] as const) {
      t.ok(Math.abs(ours.bounds!.min[axis] - seen.min[axis]) < 1e-3);
      t.ok(Math.abs(ours.bounds!.max[axis] - seen.max[axis]) < 1e-3);
    }
  },
);
