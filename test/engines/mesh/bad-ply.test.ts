import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readPly } from '../../../src/engines/mesh/ply/read-ply.ts';
import { buildPly, ENCODINGS, type PlyPlan, trianglePlan } from './build-ply.ts';
import { type BadFile, LIMITS, refuses } from './shapes.ts';

const folder = t.testdir();

/** The triangle after a change to its plan. */
function changed(format: string, change: (plan: ReturnType<typeof trianglePlan>) => void): Buffer {
  const plan: PlyPlan & ReturnType<typeof trianglePlan> = trianglePlan();
  change(plan);
  return buildPly({ ...plan, format });
}

const bad: BadFile[] = ENCODINGS.flatMap((format): BadFile[] => [
  {
    name: `${format}: claims two billion vertices`,
    bytes: changed(format, ({ elements }) => {
      elements[0].count = 2_000_000_000;
    }),
    code: 'input_truncated',
    says: /2000000000 × vertex, 1 × face, which take at least \d+ bytes, but \d+ follow/,
  },
  {
    name: `${format}: claims more faces than it has`,
    bytes: changed(format, ({ elements }) => {
      elements[1].count = 4_000_000_000;
    }),
    code: 'input_truncated',
  },
  {
    name: `${format}: one face is missing`,
    bytes: changed(format, ({ elements }) => {
      elements[1].count = 2;
    }),
    code: 'input_truncated',
  },
  {
    name: `${format}: cut within the last face`,
    bytes: buildPly({ ...trianglePlan(), format }).subarray(0, -3),
    code: 'input_truncated',
  },
  {
    name: `${format}: an index that is too large`,
    bytes: changed(format, ({ elements }) => elements[1].rows.push([[0, 1, 3]])),
    code: 'input_malformed',
    says: /^Face 2 .*vertex 3, .*0 to 2/,
  },
  {
    name: `${format}: a negative index`,
    bytes: changed(format, ({ elements }) => elements[1].rows.push([[0, -1, 1]])),
    code: 'input_malformed',
    says: /^Face 2 .*vertex -1/,
  },
  {
    name: `${format}: an index that is no whole number`,
    bytes: changed(format, ({ elements }) => {
      elements[1].properties = ['list uchar float vertex_indices'];
      elements[1].rows = [[[0, 1, 1.5]]];
    }),
    code: 'input_malformed',
  },
  {
    name: `${format}: 1e308 as a coordinate`,
    bytes: changed(format, ({ elements }) => {
      elements[0].properties[1] = 'double y';
      elements[0].rows[2] = [0, 1e308, 0];
    }),
    code: 'input_malformed',
    says: /^Vertex 3 /,
  },
  {
    name: `${format}: NaN as a coordinate`,
    bytes: changed(format, ({ elements }) => {
      elements[0].rows[1] = [0, Number.NaN, 0];
    }),
    code: 'input_malformed',
  },
  {
    name: `${format}: a point cloud`,
    bytes: changed(format, ({ elements }) => {
      elements[1].rows = [];
    }),
    code: 'input_no_geometry',
    says: /3 points but no face/,
  },
  {
    name: `${format}: only faces of two corners`,
    bytes: changed(format, ({ elements }) => {
      elements[1].rows = [[[0, 1]]];
    }),
    code: 'input_no_geometry',
  },
  {
    name: `${format}: no vertices`,
    bytes: changed(format, ({ elements }) => {
      elements[0].rows = [];
      elements[1].rows = [];
    }),
    code: 'input_no_geometry',
    says: /no vertices/,
  },
  {
    name: `${format}: vertices without z`,
    bytes: changed(format, ({ elements }) => {
      elements[0].properties[2] = 'float depth';
    }),
    code: 'input_malformed',
    says: /no x, y and z/,
  },
  {
    name: `${format}: faces without indices`,
    bytes: changed(format, ({ elements }) => {
      elements[1].properties = ['list uchar int corners'];
    }),
    code: 'input_malformed',
    says: /vertex_indices/,
  },
  {
    name: `${format}: a strip that refers to nothing`,
    bytes: changed(format, ({ elements }) => {
      elements[1] = {
        name: 'tristrips',
        properties: ['list int int vertex_indices'],
        rows: [[[0, 1, 2, 9]]],
      };
    }),
    code: 'input_malformed',
    says: /^Triangle strip 1 .*vertex 9/,
  },
  {
    name: `${format}: a list of four billion items`,
    bytes: listOf(format, 4_000_000_000),
    code: 'input_truncated',
    says: /4000000000 items/,
  },
  {
    name: `${format}: a list of -1 items`,
    bytes: listOf(format, -1),
    code: 'input_malformed',
    says: /list of -1 items/,
  },
  {
    name: `${format} 2.0`,
    bytes: buildPly({ ...trianglePlan(), format, version: '2.0' }),
    code: 'input_version_unsupported',
    says: /1\.0/,
  },
  { name: `${format}: no body`, bytes: bodyless(format), code: 'input_truncated' },
]);

/** The face says that it has `count` corners, and has three. */
function listOf(format: string, count: number): Buffer {
  const type = count < 0 ? 'int' : 'uint';
  const bytes = changed(format, ({ elements }) => {
    elements[1].properties = [`${type} count`, 'int a', 'int b', 'int c'];
    elements[1].rows = [[count, 0, 1, 2]];
  });
  const text = bytes.toString('latin1');
  const lying = text.replace(
    `property ${type} count\nproperty int a\nproperty int b\nproperty int c`,
    `property list ${type} int vertex_indices`,
  );
  return Buffer.from(lying, 'latin1');
}

function bodyless(format: string): Buffer {
  const bytes = buildPly({ ...trianglePlan(), format });
  return bytes.subarray(0, bytes.indexOf('end_header\n') + 11);
}

refuses(t, folder, bad, (path) => readPly(path, {}, LIMITS));

t.test('limits are checked before memory is taken', async (t) => {
  const path = join(folder, 'limits.ply');
  const plan = trianglePlan();
  plan.elements[0].rows.push([1, 1, 0]);
  plan.elements[1].rows = [[[0, 1, 3, 2]]];
  writeFileSync(path, buildPly(plan));
  await t.rejects(readPly(path, {}, { ...LIMITS, maxVertices: 3 }), { code: 'input_limit_exceeded' });
  await t.rejects(readPly(path, {}, { ...LIMITS, maxTriangles: 1 }), { code: 'input_limit_exceeded' });
  await t.resolves(readPly(path, {}, { ...LIMITS, maxTriangles: 2, maxVertices: 4 }));
});

t.test('any changed byte ends in a Problem of the input or in a model, never in anything else', async (t) => {
  const path = join(folder, 'fuzzed.ply');
  let seed = 1;
  const below = (bound: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * bound);
  };
  const ends = { model: 0, problem: 0 };
  for (let round = 0; round < 1500; round += 1) {
    const format = ENCODINGS[round % 3]!;
    const bytes = buildPly({ ...trianglePlan(), format });
    for (let change = 0; change <= round % 4; change += 1) {
      const from = round % 2 === 0 ? 0 : bytes.indexOf('end_header'); // half of them in the body alone
      bytes[from + below(bytes.length - from)] = below(256);
    }
    writeFileSync(path, round % 5 === 0 ? bytes.subarray(0, below(bytes.length)) : bytes);
    try {
      await readPly(path, {}, LIMITS);
      ends.model += 1;
    } catch (error) {
      if (!isProblem(error) || !error.code.startsWith('input_')) throw error;
      ends.problem += 1;
    }
  }
  t.ok(ends.model > 50 && ends.problem > 50, JSON.stringify(ends));
});
