// STL, OBJ and PLY that are damaged, lie, or hold nothing, and DAE that goes round in circles, through the real service.
import t from 'tap';
import { HOSTILE_DAE } from '../engines/assimp/hostile-dae.ts';
import { noise } from '../engines/cad/refusals.ts';
import { buildPly, type PlyPlan, trianglePlan } from '../engines/mesh/build-ply.ts';
import { twoBoxes } from '../engines/mesh/two-boxes.ts';
import { cubeStl } from '../support/cube.ts';
import { TRIANGLE_STL } from '../support/multipart.ts';
import { runConverto } from '../support/running-converto.ts';
import { type BadUpload, refuseUploads, upload } from './refuse-uploads.ts';

const POINTS = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
const cube = cubeStl(10);
const ply = twoBoxes('ply');

function changedCube(change: (bytes: Buffer) => void): Buffer {
  const bytes = cubeStl(10);
  change(bytes);
  return bytes;
}

function triangle(format: string, change: (plan: Required<Pick<PlyPlan, 'elements'>>) => void = () => {}) {
  const plan = trianglePlan();
  change(plan);
  return buildPly({ ...plan, format });
}

const STL: BadUpload[] = [
  ['no byte', '', 'a.stl', 'file_empty'],
  ['random bytes', noise(5000), 'a.stl', 'input_truncated'],
  ['fewer bytes than a header', noise(50), 'a.stl', 'content_mismatch'],
  ['another text', 'Dear Sir or Madam,\n', 'a.stl', 'content_mismatch'],
  ['a PLY', ply, 'a.stl', 'content_mismatch'],
  ['binary, cut', cube.subarray(0, -7), 'a.stl', 'input_truncated'],
  ['binary, cut after its header', cube.subarray(0, 84), 'a.stl', 'input_truncated'],
  ['binary, longer than its count', Buffer.concat([cube, Buffer.alloc(50)]), 'a.stl', 'input_malformed'],
  [
    'binary, claiming 4e9 triangles',
    changedCube((bytes) => bytes.writeUInt32LE(4e9, 80)),
    'a.stl',
    'input_truncated',
  ],
  [
    'binary, with NaN',
    changedCube((bytes) => bytes.writeFloatLE(Number.NaN, 96)),
    'a.stl',
    'input_malformed',
  ],
  ['binary, of no triangle', Buffer.alloc(84), 'a.stl', 'input_no_geometry'],
  ['binary, all in one point', changedCube((bytes) => bytes.fill(0, 84)), 'a.stl', 'input_no_geometry'],
  ['text, cut', TRIANGLE_STL.slice(0, 70), 'a.stl', 'input_truncated'],
  ['text, without its end', TRIANGLE_STL.replace('endsolid one\n', ''), 'a.stl', 'input_truncated'],
  ['text, with NaN', TRIANGLE_STL.replace('vertex 1', 'vertex nan'), 'a.stl', 'input_malformed'],
  ['text, with 1e308', TRIANGLE_STL.replace('vertex 1', 'vertex 1e308'), 'a.stl', 'input_malformed'],
  ['text, of no facet', 'solid nothing\nendsolid nothing\n', 'a.stl', 'input_no_geometry'],
];

const OBJ: BadUpload[] = [
  ['random bytes', noise(5000), 'a.obj', 'content_mismatch'],
  [
    'random bytes after good lines',
    Buffer.concat([Buffer.from(POINTS.repeat(50)), noise(500)]),
    'a.obj',
    'input_malformed',
  ],
  ['another text', 'Dear Sir or Madam,\n', 'a.obj', 'content_mismatch'],
  ['cut within a vertex', `${POINTS}v 1 1`, 'a.obj', 'input_malformed'],
  ['vertex 0', `${POINTS}f 0 1 2\n`, 'a.obj', 'input_malformed'],
  ['a vertex that is not there', `${POINTS}f 1 2 4\n`, 'a.obj', 'input_malformed'],
  ['too far backwards', `${POINTS}f -1 -2 -4\n`, 'a.obj', 'input_malformed'],
  ['NaN', `${POINTS}v nan 0 0\nf 1 2 4\n`, 'a.obj', 'input_malformed'],
  ['1e308', `${POINTS}v 1e308 0 0\nf 1 2 4\n`, 'a.obj', 'input_malformed'],
  ['only points', POINTS, 'a.obj', 'input_no_geometry'],
  ['only comments', '# nothing\n', 'a.obj', 'input_no_geometry'],
  ['only blank lines', '\n\n\n', 'a.obj', 'input_no_geometry'],
];

const PLY: BadUpload[] = [
  ['random bytes', noise(5000), 'a.ply', 'content_mismatch'],
  [
    'random bytes after the first line',
    Buffer.concat([Buffer.from('ply\n'), noise(5000)]),
    'a.ply',
    'input_truncated',
  ],
  ['version 2.0', buildPly({ ...trianglePlan(), version: '2.0' }), 'a.ply', 'input_version_unsupported'],
  ['cut within its header', ply.subarray(0, 60), 'a.ply', 'input_truncated'],
  ['text, cut', triangle('ascii').subarray(0, -4), 'a.ply', 'input_truncated'],
  ['binary, cut', ply.subarray(0, -1), 'a.ply', 'input_truncated'],
  ...['ascii', 'binary_little_endian', 'binary_big_endian'].flatMap((format): BadUpload[] => [
    [
      `${format}, claiming 2e9 vertices`,
      triangle(format, ({ elements }) => {
        elements[0]!.count = 2e9;
      }),
      'a.ply',
      'input_truncated',
    ],
    [
      `${format}, with NaN`,
      triangle(format, ({ elements }) => {
        elements[0]!.rows[1] = [Number.NaN, 0, 0];
      }),
      'a.ply',
      'input_malformed',
    ],
    [
      `${format}, with a vertex that is not there`,
      triangle(format, ({ elements }) => elements[1]!.rows.push([[0, 1, 3]])),
      'a.ply',
      'input_malformed',
    ],
    [
      `${format}, of points only`,
      triangle(format, ({ elements }) => {
        elements[1]!.rows = [];
      }),
      'a.ply',
      'input_no_geometry',
    ],
  ]),
];

const DAE = HOSTILE_DAE.map(({ name, bytes, code }): BadUpload => [name, bytes, 'a.dae', code]);

t.test('STL', { timeout: 120_000 }, (t) => refuseUploads(t, STL, ['glb', 'step']));
t.test('OBJ', { timeout: 120_000 }, (t) => refuseUploads(t, OBJ, ['glb', 'step']));
t.test('PLY', { timeout: 120_000 }, (t) => refuseUploads(t, PLY, ['glb', 'step']));
t.test('DAE', { timeout: 120_000 }, (t) => refuseUploads(t, DAE, ['glb']));

t.test('what looks bad and is not', { timeout: 120_000 }, async (t) => {
  const { api } = await runConverto(t);
  const WHOLE = { min: [0, 0, 0], max: [10, 10, 10] };

  await t.test('a binary STL whose header begins like a text', async (t) => {
    const bytes = changedCube((bytes) => bytes.write('solid made by a program', 0, 'latin1'));
    const { body } = await upload(api.address, [bytes, 'a.stl'], 'obj');
    t.match(body, { status: 'completed', report: { triangles: 12, bounds: WHOLE } });
  });

  await t.test('an OBJ that counts backwards', async (t) => {
    const { body } = await upload(api.address, [`${POINTS}f -3 -2 -1\n`, 'a.obj'], 'ply');
    t.match(body, { status: 'completed', report: { triangles: 1, bounds: { max: [1, 1, 0] } } });
  });

  await t.test('the same format in and out, which is said', async (t) => {
    const { body } = await upload(api.address, [cube, 'a.stl'], 'stl');
    t.match(body, { status: 'completed', report: { triangles: 12, bounds: WHOLE } });
    t.strictSame(body.report?.warnings, [
      'The file was STL already: it was read, checked and written anew (normalised).',
      'The STL file names no unit: millimetres and Z-up were assumed.',
    ]);
    const other = await upload(api.address, [cube, 'a.stl'], 'obj');
    t.notMatch(other.body.report?.warnings[0], /normalised/);
  });
});
