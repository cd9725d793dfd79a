// What assimp would take without a word, or die of, is refused before it sees it.

import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { noise } from '../cad/refusals.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { build3ds, chunk } from './build-3ds.ts';
import { buildDae, shows } from './build-dae.ts';
import { type FbxRecord, fbxBinary, fbxText, tetraRecords } from './build-fbx.ts';
import { HOSTILE_DAE } from './hostile-dae.ts';
import { IMPORTERS, type Importer } from './importers.ts';

const folder = t.testdir();
/** As a conversion goes: where the assimp command breaks down, assimpjs has the last word. */
const readerOf =
  (importer: Importer) =>
  (format: 'dae' | 'fbx' | '3ds', limits = {}) =>
  async (path: string) => {
    const source = { path, options: {}, limits: { ...LIMITS, ...limits } };
    try {
      return await readMesh(format, { ...source, ...importer.given(folder) });
    } catch (error) {
      if (!isProblem(error) || error.code !== 'engine_crashed') throw error;
      return readMesh(format, source);
    }
  };

const dae = buildDae();
const deep = '<a>'.repeat(500) + '</a>'.repeat(500);
const BAD_DAE: BadFile[] = [
  {
    name: 'letters among indices',
    bytes: dae.replace('<p>0 2 1', '<p>0 2 1e2'),
    code: 'input_malformed',
    says: /<p> .* no number/,
  },
  {
    name: 'a count that is no whole number',
    bytes: dae.replace('count="4" material', 'count="1e-300" material'),
    code: 'input_malformed',
  },
  { name: 'nothing', bytes: '', code: 'input_truncated' },
  { name: 'a cut tag', bytes: dae.slice(0, dae.indexOf('<vertices') + 5), code: 'input_truncated' },
  {
    name: 'a cut list of numbers',
    bytes: dae.slice(0, dae.indexOf('</float_array>') - 4),
    code: 'input_truncated',
  },
  {
    name: 'cut before the last tag',
    bytes: dae.slice(0, dae.indexOf('</COLLADA>')),
    code: 'input_truncated',
  },
  { name: 'tags that cross', bytes: dae.replace('</triangles>', '</mesh>'), code: 'input_malformed' },
  { name: 'another root', bytes: '<X3D></X3D>', code: 'input_malformed', says: /<X3D>, so it is no COLLADA/ },
  { name: 'two roots', bytes: `${dae}<b/>`, code: 'input_malformed' },
  { name: 'text', bytes: 'hello', code: 'input_malformed' },
  {
    name: 'version 1.3',
    bytes: dae.replace('version="1.4.1"', 'version="1.3.0"'),
    code: 'input_version_unsupported',
  },
  {
    name: 'a count beyond the file',
    bytes: buildDae({ count: 4e9 }),
    code: 'input_malformed',
    says: /float_array/,
  },
  { name: 'a count that is none', bytes: dae.replace('count="12"', 'count="many"'), code: 'input_malformed' },
  {
    name: 'entities',
    bytes: dae.replace('<COLLADA', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><COLLADA'),
    code: 'input_feature_unsupported',
    says: /document type/,
  },
  { name: 'UTF-16', bytes: Buffer.from(`\uFEFF${dae}`, 'utf16le'), code: 'input_feature_unsupported' },
  {
    name: 'deep nesting',
    bytes: dae.replace('</COLLADA>', `${deep}</COLLADA>`),
    code: 'input_limit_exceeded',
  },
  {
    name: 'an index beyond the vertices',
    bytes: dae.replace('<p>0 2 1', '<p>0 2 9'),
    code: 'input_malformed',
  },
  { name: 'no geometry', bytes: buildDae({ scene: '<node id="a"/>' }), code: 'input_no_geometry' },
  {
    name: 'a geometry that is not there',
    bytes: buildDae({ scene: `<node>${shows('nobody')}</node>` }),
    code: 'input_no_geometry',
  },
];

const fbx = fbxBinary(tetraRecords({ colours: true }));
const wide = fbxBinary(tetraRecords(), 7500, false);
const text = fbxText(tetraRecords());
const changed = (change: (bytes: Buffer) => void, from = fbx): Buffer => {
  const bytes = Buffer.from(from);
  change(bytes);
  return bytes;
};
/** One more than a million; packed, they are some kilobytes. */
function manyTriangles() {
  const records = structuredClone(tetraRecords());
  const geometry = records.find(({ name }) => name === 'Objects')!.children![0]!;
  const indices = geometry.children!.find(({ name }) => name === 'PolygonVertexIndex')!;
  indices.properties = [{ ints: new Array(3_000_003).fill(0) }];
  return records;
}
/** Nulls of which each lies so many times below the one before, the first at the root; and more of the sort. */
function connected(models: number, times: number, more: readonly (readonly [bigint, bigint])[] = []) {
  const records = structuredClone(tetraRecords());
  const childrenOf = (name: string) =>
    records.find((record) => record.name === name)!.children as FbxRecord[];
  const connect = (from: bigint, to: bigint) =>
    childrenOf('Connections').push({ name: 'C', properties: ['OO', from, to] });
  for (let at = 0; at < models; at += 1) {
    const id = 90_000n + BigInt(at);
    childrenOf('Objects').push({
      name: 'Model',
      properties: [id, `M${at}\0\x01Model`, 'Null'],
      children: [{ name: 'Version', properties: [232] }],
    });
    for (let time = 0; time < times; time += 1) connect(id, at === 0 ? 0n : id - 1n);
  }
  for (const [from, to] of more) connect(from, to);
  return records;
}
const CIRCLES = {
  'a model below itself': [2001n, 2001n],
  'a model below its child': [2000n, 2001n],
} as const;
const HOSTILE_FBX = [fbxBinary, fbxText].flatMap((form): BadFile[] => [
  ...Object.entries(CIRCLES).map(
    ([name, circle]): BadFile => ({
      name: `${form.name}: ${name}`,
      bytes: form(connected(0, 0, [circle])),
      code: 'input_malformed',
      says: /shows itself/,
    }),
  ),
  {
    name: `${form.name}: models that double forty times`,
    bytes: form(connected(40, 2)),
    code: 'input_limit_exceeded',
    says: /more than 250000 with their instances/,
  },
  {
    name: `${form.name}: a long chain of models`,
    bytes: form(connected(5000, 1)),
    code: 'input_limit_exceeded',
    says: /nested more than 512 deep/,
  },
]);
const arrayAt = fbx.indexOf('PolygonVertexIndex') + 18;
const BAD_FBX: BadFile[] = [
  { name: 'nothing', bytes: '', code: 'input_truncated' },
  { name: 'the magic alone', bytes: fbx.subarray(0, 23), code: 'input_truncated' },
  { name: 'cut in a record', bytes: fbx.subarray(0, arrayAt), code: 'input_truncated' },
  { name: 'cut in a record with long lengths', bytes: wide.subarray(0, 600), code: 'input_truncated' },
  { name: 'cut between records', bytes: fbx.subarray(0, fbx.readUInt32LE(27)), code: 'input_truncated' },
  { name: 'cut to noise', bytes: Buffer.concat([fbx.subarray(0, 27), noise(400)]), code: 'input_truncated' },
  {
    name: 'FBX 6.1',
    bytes: changed((bytes) => bytes.writeUInt32LE(6100, 23)),
    code: 'input_version_unsupported',
    says: /FBX 6\.1;/,
  },
  {
    name: 'a record that ends before it begins',
    bytes: changed((bytes) => bytes.writeUInt32LE(5, 27)),
    code: 'input_malformed',
  },
  {
    name: 'more properties than bytes',
    bytes: changed((bytes) => bytes.writeUInt32LE(1e9, 31)),
    code: 'input_malformed',
  },
  {
    name: 'properties that are longer than the record',
    bytes: changed((bytes) => bytes.writeUInt32LE(1e9, 35)),
    code: 'input_malformed',
  },
  {
    name: 'an unknown type of property',
    bytes: changed((bytes) => bytes.write('?', arrayAt)),
    code: 'input_malformed',
  },
  {
    name: 'an array that is said to be longer than its record',
    bytes: changed((bytes) => bytes.writeUInt32LE(1e6, arrayAt + 9)),
    code: 'input_malformed',
  },
  {
    name: 'an array of another length than it has',
    bytes: changed((bytes) => bytes.writeUInt32LE(1200, arrayAt + 1)),
    code: 'input_malformed',
  },
  { name: 'text that is cut', bytes: text.slice(0, -30), code: 'input_truncated' },
  {
    name: 'text that is cut within quotes',
    bytes: text.slice(0, text.indexOf('Tetraeder')),
    code: 'input_truncated',
  },
  { name: 'text with a brace too many', bytes: `${text}}\n`, code: 'input_malformed' },
  { name: 'text of no version', bytes: text.replace('FBXVersion: 7400', ''), code: 'input_malformed' },
  {
    name: 'text of FBX 6.1',
    bytes: text.replace('FBXVersion: 7400', 'FBXVersion: 6100'),
    code: 'input_version_unsupported',
  },
  {
    name: 'text with a lying count',
    bytes: text.replace('PolygonVertexIndex: *12', 'PolygonVertexIndex: *999999'),
    code: 'input_malformed',
  },
  { name: 'noise', bytes: noise(4096), code: 'input_malformed' },
  {
    name: 'no objects',
    bytes: fbxBinary(tetraRecords().filter(({ name }) => name !== 'Objects' && name !== 'Connections')),
    code: 'input_malformed',
  },
];
/** The command has the memory of the machine. */
const TOO_LARGE_FOR_ASSIMPJS: BadFile[] = [
  {
    name: 'an array that inflates to gigabytes',
    bytes: changed((bytes) => bytes.writeUInt32LE(3e8, arrayAt + 1)),
    code: 'input_limit_exceeded',
    says: /768 MiB/,
  },
  {
    name: 'more triangles than assimpjs can take',
    bytes: fbxBinary(manyTriangles()),
    code: 'input_limit_exceeded',
    says: /up to 1000000 triangles/,
  },
];

const tetra = {
  name: 'A',
  positions: [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  triangles: [
    [0, 2, 1],
    [0, 1, 3],
  ],
} as const;
const threeDs = build3ds([tetra]);
const facesAt = threeDs.indexOf(Buffer.from([0x20, 0x41]));
const BAD_3DS: BadFile[] = [
  { name: 'nothing', bytes: '', code: 'input_truncated' },
  { name: 'cut', bytes: threeDs.subarray(0, -3), code: 'input_truncated', says: /has \d+ of its \d+ bytes/ },
  { name: 'noise', bytes: noise(1000), code: 'input_malformed' },
  {
    name: 'a chunk longer than the one around it',
    bytes: changed((bytes) => bytes.writeUInt32LE(1000, facesAt + 2), threeDs),
    code: 'input_malformed',
  },
  {
    name: 'a chunk of no length',
    bytes: changed((bytes) => bytes.writeUInt32LE(0, facesAt + 2), threeDs),
    code: 'input_malformed',
  },
  {
    name: 'more faces than bytes',
    bytes: changed((bytes) => bytes.writeUInt16LE(9999, facesAt + 6), threeDs),
    code: 'input_malformed',
    says: /4120.* 9999 items/,
  },
  {
    name: 'no end of a name',
    bytes: chunk(0x4d4d, chunk(0x3d3d, chunk(0x4000, Buffer.from('abc')))),
    code: 'input_malformed',
  },
  { name: 'no object', bytes: build3ds([]), code: 'input_malformed' },
];

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    const reader = readerOf(importer);
    t.test('COLLADA', async (t) => refuses(t, folder, [...BAD_DAE, ...HOSTILE_DAE], reader('dae')));
    t.test('FBX', async (t) => {
      refuses(t, folder, [...BAD_FBX, ...HOSTILE_FBX], reader('fbx'));
      if (importer.name === 'assimpjs') refuses(t, folder, TOO_LARGE_FOR_ASSIMPJS, reader('fbx'));
    });
    t.test('3DS', async (t) => refuses(t, folder, BAD_3DS, reader('3ds')));

    t.test('the limits of the server', async (t) => {
      const files = [
        ['dae', dae],
        ['fbx', fbx],
        ['3ds', threeDs],
      ] as const;
      for (const [format, bytes] of files) {
        const said = (what: string): BadFile[] => [
          { name: `${format}: ${what}`, bytes, code: 'input_limit_exceeded', says: new RegExp(what) },
        ];
        refuses(t, folder, said('triangles'), reader(format, { maxTriangles: 1 }));
        refuses(t, folder, said('vertices'), reader(format, { maxVertices: 3 }));
      }
    });

    t.test('every cut of a file is refused or gives the whole model', async (t) => {
      const files = [
        ['dae', Buffer.from(dae)],
        ['fbx', fbx],
        ['3ds', threeDs],
      ] as const;
      const { writeFileSync } = await import('node:fs');
      for (const [format, bytes] of files) {
        const codes = new Set<string>();
        for (let length = 0; length < bytes.length; length += 97) {
          const path = `${folder}/cut.${format}`;
          writeFileSync(path, bytes.subarray(0, length));
          const error: unknown = await reader(format)(path).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          // Only the footer of an FBX file may be missing: it says nothing.
          if (error === undefined)
            t.ok(format === 'fbx' && length > bytes.length - 160, `${format} ${length}`);
          else if (!isProblem(error)) throw error;
          else codes.add(error.code);
        }
        t.ok(
          [...codes].every((code) => code === 'input_truncated'),
          `${format}: ${[...codes]}`,
        );
      }
    });
  });
}
