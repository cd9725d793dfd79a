import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { type BadFile, LIMITS, refuses } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'converto-bad-obj-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

const POINTS = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';
const malformed = (name: string, bytes: string, says: RegExp): BadFile => ({
  name,
  bytes,
  code: 'input_malformed',
  says,
});

refuses(
  t,
  folder,
  [
    malformed('vertex 0', `${POINTS}f 0 1 2\n`, /^Line 4 refers to vertex 0, but numbers begin with 1\./),
    malformed(
      'a vertex that is not there',
      `${POINTS}f 1 2 4\n`,
      /^Line 4 refers to vertex 4, but only 3 stand/,
    ),
    malformed(
      'a vertex that comes later',
      'f 1 2 3\n',
      /^Line 1 refers to vertex 1, but none stands before it/,
    ),
    malformed('too far backwards', `${POINTS}f -1 -2 -4\n`, /^Line 4 refers to vertex -4/),
    malformed('uv 0', `${POINTS}vt 0 0\nf 1/0 2/1 3/1\n`, /^Line 5 refers to texture coordinate 0/),
    malformed('a uv that is not there', `${POINTS}f 1/1 2/1 3/1\n`, /^Line 4 refers to texture coordinate 1/),
    malformed('a normal that is not there', `${POINTS}vn 0 0 1\nf 1//1 2//2 3//1\n`, /^Line 5 .* normal 2/),
    malformed(
      'an index beyond all numbers',
      `${POINTS}f 1 2 ${'9'.repeat(400)}\n`,
      /^Line 4 refers to vertex/,
    ),
    malformed('a fraction as an index', `${POINTS}f 1 2 2.5\n`, /^Line 4 /),
    malformed('a word as an index', `${POINTS}f 1 2 three\n`, /^Line 4 /),
    malformed('too many slashes', `${POINTS}f 1 2 3////\n`, /^Line 4 /),
    malformed('NaN', 'v 0 0 0\nv nan 0 0\n', /^Line 2 /),
    malformed('infinity', 'v 0 0 inf\n', /^Line 1 /),
    malformed('a number that no float holds', 'v 0 1e308 0\n', /^Line 1 .*too large/),
    malformed('a number that no double holds', 'v 0 -1e999 0\n', /^Line 1 .*too large/),
    malformed('a hexadecimal number', 'v 0 0x10 0\n', /^Line 1 /),
    malformed('a missing number', `${POINTS}v 0 0\n`, /^Line 4 ends where a number is expected/),
    malformed('a word in a normal', 'vn 0 0 up\n', /^Line 1 /),
    malformed('half a colour', 'v 0 0 0 1 1\n', /^Line 1 /),
    malformed('another text', 'Dear Sir or Madam,\nplease find enclosed\n', /^Line 1 .*not part of OBJ/),
    malformed('the line of a continued face', `${POINTS}f 1 \\\n 2 \\\n 9\n`, /^Line 6 /),
    malformed('bytes', '\u0000\u0001\u0002 \u00ff\u0000\n', /^Line 1 /),
    { name: 'nothing', bytes: '', code: 'input_no_geometry' },
    { name: 'only points', bytes: `${POINTS}p 1 2 3\n`, code: 'input_no_geometry' },
    { name: 'only comments', bytes: '# an empty scene\n', code: 'input_no_geometry' },
    { name: 'only faces of two corners', bytes: `${POINTS}f 1 2\n`, code: 'input_no_geometry' },
  ],
  (path) => readObj(path, {}, LIMITS),
);

refuses(
  t,
  folder,
  [
    {
      name: 'too many vertices',
      bytes: `${POINTS}v 1 1 1\nv 2 2 2\n`,
      code: 'input_limit_exceeded',
      says: /more than 4 vertices/,
    },
    {
      name: 'too many triangles in one polygon',
      bytes: `${POINTS}f 1 2 3 1 2\n`,
      code: 'input_limit_exceeded',
      says: /more than 2 triangles/,
    },
    {
      name: 'too many vertices by their uvs',
      bytes: `${POINTS}vt 0 0\nvt 1 0\nvt 0 1\nf 1/1 2/1 3/1\nf 1/2 2/3 3/2\n`,
      code: 'input_limit_exceeded',
      says: /6 vertices; the limit is 4/,
    },
  ],
  (path) => readObj(path, {}, { ...LIMITS, maxVertices: 4, maxTriangles: 2 }),
);
