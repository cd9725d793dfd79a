import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import type { EngineLimits } from '../../../src/engines/engine-module.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';
import { buildCrate, codedIntegers, packed } from './build-crate.ts';

t.setTimeout(600_000); // instances of instances take seconds before they are too many
const folder = t.testdir();
const read = (path: string, limits: EngineLimits = LIMITS, format: 'usd' | 'usdz' = 'usd') =>
  readMesh(format, { path, options: {}, limits });

const HEADER = '#usda 1.0\n';
const TRIANGLE = 'int[] faceVertexCounts = [3] int[] faceVertexIndices = [0, 1, 2]';
const POINTS = 'point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]';
const mesh = (contents: string): string => `${HEADER}def Mesh "m" { ${contents} }`;
const nested = (depth: number): string =>
  `${HEADER}${'def "a" { '.repeat(depth)}def Mesh "m" { ${TRIANGLE} ${POINTS} }${'}'.repeat(depth)}`;
const good = mesh(`${TRIANGLE} ${POINTS}`);

/** Each level shows the one below ten times. */
const multiplied = (levels: number): string => {
  const classes = Array.from({ length: levels }, (_, level) => {
    const below = level === 0 ? '' : `( references = </c${level - 1}> )`;
    const prims = Array.from({ length: 10 }, (__, at) => `def Xform "x${at}" ${below} {}`);
    return `class "c${level}" { ${level === 0 ? `def Mesh "m" { ${TRIANGLE} ${POINTS} }` : prims.join(' ')} }`;
  });
  return `${HEADER}${classes.join('\n')}\ndef Xform "all" ( references = </c${levels - 1}> ) {}`;
};

t.test('what the bad ones are made from is good', async (t) => {
  const path = join(folder, 'good.usda');
  for (const text of [good, nested(200), multiplied(4)]) {
    writeFileSync(path, text);
    t.ok((await read(path)).model.meshes.length > 0);
  }
});

t.test('a crate without lies is read', async (t) => {
  const path = join(folder, 'good.usdc');
  writeFileSync(path, buildCrate());
  const { model, lost, warnings } = await read(path);
  t.strictSame(lost, []);
  t.match(warnings, [/^1 subdivision surface/]);
  t.match(model, { unit: 'm', upAxis: 'y', nodes: [{ name: 'World', mesh: 0 }] });
  t.match(measure(model, 'usd'), { triangles: 16, vertices: 18, area: 8, bounds: { max: [8, 1, 0] } });
});

const text: BadFile[] = [
  { name: 'nothing', bytes: '', code: 'input_malformed' },
  { name: 'other text', bytes: 'solid x', code: 'input_malformed', says: /#usda/ },
  { name: 'another version', bytes: '#usda 2.0\n', code: 'input_version_unsupported' },
  { name: 'no prims', bytes: HEADER, code: 'input_no_geometry' },
  { name: 'a class only', bytes: good.replace('def', 'class'), code: 'input_no_geometry' },
  { name: 'an open prim', bytes: good.slice(0, -1), code: 'input_truncated' },
  { name: 'an open list', bytes: good.slice(0, good.indexOf('(1, 0')), code: 'input_truncated' },
  { name: 'an open string', bytes: `${HEADER}def "abc`, code: 'input_truncated' },
  { name: 'an open asset', bytes: `${HEADER}def "a" ( references = @abc`, code: 'input_truncated' },
  { name: 'an open path', bytes: `${HEADER}def "a" ( inherits = </abc`, code: 'input_truncated' },
  { name: 'an open dictionary', bytes: `${HEADER}( customLayerData = { `, code: 'input_truncated' },
  { name: 'no name', bytes: `${HEADER}def Mesh { }`, code: 'input_malformed', says: /Line 2/ },
  { name: 'a wrong bracket', bytes: good.replace('[3]', '[3}'), code: 'input_malformed' },
  { name: 'a word for a number', bytes: good.replace('(1, 0', '(one, 0'), code: 'input_malformed' },
  { name: 'points of two parts', bytes: good.replace('(1, 0, 0)', '(1, 0)'), code: 'input_malformed' },
  { name: 'points of four parts', bytes: good.replace('(1, 0, 0)', '(1, 0, 0, 0)'), code: 'input_malformed' },
  { name: 'endless parentheses', bytes: good.replace('(1, 0, 0)', '('.repeat(1e5)), code: 'input_malformed' },
  { name: 'two prims of one name', bytes: good + good.slice(HEADER.length), code: 'input_malformed' },
  { name: 'nan', bytes: good.replace('(1, 0', '(nan, 0'), code: 'input_malformed', says: /finite/ },
  { name: 'inf', bytes: good.replace('(1, 0', '(-inf, 0'), code: 'input_malformed', says: /finite/ },
  { name: 'a huge exponent', bytes: good.replace('(1, 0', '(1e999999999, 0'), code: 'input_malformed' },
  {
    name: 'an index too high',
    bytes: good.replace('0, 1, 2', '0, 1, 3'),
    code: 'input_malformed',
    says: /m /,
  },
  { name: 'an index below 0', bytes: good.replace('0, 1, 2', '0, -1, 2'), code: 'input_malformed' },
  { name: 'a count below 0', bytes: good.replace('[3]', '[-3]'), code: 'input_malformed' },
  { name: 'counts for more corners', bytes: good.replace('[3]', '[4]'), code: 'input_malformed' },
  { name: 'counts for fewer corners', bytes: good.replace('[3]', '[2]'), code: 'input_malformed' },
  {
    name: 'a prim that refers to itself',
    bytes: `${HEADER}def "a" ( references = </a> ) {}`,
    code: 'input_malformed',
  },
  {
    name: 'a prim in what it refers to',
    bytes: `${HEADER}def "a" { def "b" ( inherits = </a> ) {} }`,
    code: 'input_malformed',
  },
  {
    name: 'two that refer to each other',
    bytes: `${HEADER}def "a" ( references = </b> ) {}\ndef "b" ( payload = </a> ) {}`,
    code: 'input_malformed',
    says: /itself/,
  },
  { name: 'prims in prims in prims', bytes: nested(1000), code: 'input_limit_exceeded' },
  { name: 'instances of instances', bytes: multiplied(9), code: 'input_limit_exceeded' },
];
refuses(t, folder, text, (path) => read(path));

const crate = buildCrate();
const long = codedIntegers(Array.from({ length: 48 }, () => 1));
const binary: BadFile[] = [
  {
    name: 'a crate of no version',
    bytes: buildCrate({ version: [0, 0, 1] }),
    code: 'input_version_unsupported',
  },
  {
    name: 'a crate of tomorrow',
    bytes: buildCrate({ version: [1, 0, 0] }),
    code: 'input_version_unsupported',
  },
  { name: 'a head without a body', bytes: crate.subarray(0, 60), code: 'input_truncated' },
  { name: 'a crate without its end', bytes: crate.subarray(0, crate.length - 10), code: 'input_truncated' },
  { name: 'contents outside', bytes: buildCrate({ contents: 1n << 40n }), code: 'input_truncated' },
  { name: 'contents at no number', bytes: buildCrate({ contents: 1n << 60n }), code: 'input_malformed' },
  { name: 'contents in the head', bytes: buildCrate({ contents: 8n }), code: 'input_malformed' },
  { name: 'more points than bytes', bytes: buildCrate({ points: 1_000_000n }), code: 'input_truncated' },
  {
    name: 'more points than models have',
    bytes: buildCrate({ points: 1n << 40n }),
    code: 'input_limit_exceeded',
  },
  { name: 'more names than there are', bytes: buildCrate({ tokens: 100n }), code: 'input_malformed' },
  { name: 'names without end', bytes: buildCrate({ tokens: 1n << 50n }), code: 'input_limit_exceeded' },
  { name: 'names of another length', bytes: buildCrate({ tokenBytes: 200n }), code: 'input_malformed' },
  { name: 'names as long as a disk', bytes: buildCrate({ tokenBytes: 1n << 45n }), code: 'input_malformed' },
  { name: 'fields without end', bytes: buildCrate({ fields: 1n << 40n }), code: 'input_limit_exceeded' },
  { name: 'more fields than there are', bytes: buildCrate({ fields: 1000n }), code: 'input_malformed' },
  { name: 'paths without end', bytes: buildCrate({ paths: 1n << 33n }), code: 'input_limit_exceeded' },
  { name: 'more paths than there are', bytes: buildCrate({ paths: 100n }), code: 'input_malformed' },
  { name: 'specs without end', bytes: buildCrate({ specs: 1n << 33n }), code: 'input_limit_exceeded' },
  { name: 'a path that leads away', bytes: buildCrate({ jump: 1000 }), code: 'input_malformed' },
  { name: 'a root below the root', bytes: buildCrate({ specType: 7 }), code: 'input_malformed' },
  { name: 'fields that are no set', bytes: buildCrate({ fieldSet: 1000 }), code: 'input_malformed' },
  {
    name: 'a list that does not unpack',
    bytes: buildCrate({ indices: Buffer.from([0, 0x0f, 9, 9]) }),
    code: 'input_malformed',
  },
  { name: 'an empty list', bytes: buildCrate({ indices: Buffer.alloc(0) }), code: 'input_malformed' },
  {
    name: 'a list cut short',
    bytes: buildCrate({ indices: packed(Buffer.alloc(8)) }),
    code: 'input_malformed',
  },
  {
    name: 'chunks that are not there',
    bytes: buildCrate({ indices: Buffer.from([9, 1, 2]) }),
    code: 'input_malformed',
  },
  {
    name: 'indices of no point',
    bytes: buildCrate({ indices: codedIntegers(Array.from({ length: 48 }, (_, at) => at)) }),
    code: 'input_malformed',
    says: /point that does not exist/,
  },
];
refuses(t, folder, binary, (path) => read(path));

t.test('a list in several chunks is one list', async (t) => {
  const path = join(folder, 'chunks.usdc');
  const block = long.subarray(1);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(block.length);
  writeFileSync(path, buildCrate({ indices: Buffer.concat([Buffer.from([1]), length, block]) }));
  const { model } = await read(path);
  t.ok([...model.meshes[0]!.primitives[0]!.indices].every((index) => index === 1));
});

t.test('limits of the server', async (t) => {
  const path = join(folder, 'limits.usdc');
  writeFileSync(path, crate);
  await t.rejects(read(path, { ...LIMITS, maxTriangles: 15 }), { code: 'input_limit_exceeded' });
  await t.rejects(read(path, { ...LIMITS, maxVertices: 17 }), { code: 'input_limit_exceeded' });
});

const packages: BadFile[] = [
  { name: 'no package', bytes: crate, code: 'input_truncated' },
  { name: 'nothing at all', bytes: '', code: 'input_truncated' },
];
refuses(t, folder, packages, (path) => read(path, LIMITS, 'usdz'));

for (const [name, bytes] of Object.entries({ text: Buffer.from(multiplied(3)), crate })) {
  t.test(`any change of a ${name} ends in a Problem or a model, and any cut too`, async (t) => {
    const path = join(folder, `changed-${name}`);
    let refused = 0;
    const attempt = async (bad: Uint8Array) => {
      writeFileSync(path, bad);
      try {
        measure((await read(path)).model, 'usd');
      } catch (error) {
        if (!isProblem(error) || !error.code.startsWith('input_')) throw error;
        refused += 1;
      }
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        async (changes) => {
          const bad = Buffer.from(bytes);
          for (const [at, value] of changes) bad[at] = value;
          await attempt(bad);
        },
      ),
      { numRuns: 400, seed: 20260101 },
    );
    t.ok(refused > 20, `${refused} were refused`);
    refused = 0;
    for (let length = 0; length < bytes.length; length += 7) await attempt(bytes.subarray(0, length));
    t.equal(refused, Math.ceil(bytes.length / 7));
  });
}
