import t from 'tap';
import { readPly } from '../../../src/engines/mesh/ply/read-ply.ts';
import { buildPly, trianglePlan } from './build-ply.ts';
import { type BadFile, LIMITS, refuses } from './shapes.ts';

const folder = t.testdir();

const header = (...lines: string[]): string => `ply\nformat ascii 1.0\n${lines.join('\n')}\nend_header\n`;

const bad: BadFile[] = [
  {
    name: 'not PLY',
    bytes: 'plywood\nformat ascii 1.0\nend_header\n',
    code: 'input_malformed',
    says: /"ply"/,
  },
  {
    name: 'no format',
    bytes: 'ply\nelement vertex 3\nend_header\n',
    code: 'input_malformed',
    says: /"format"/,
  },
  { name: 'a foreign encoding', bytes: 'ply\nformat utf8 1.0\nend_header\n', code: 'input_malformed' },
  {
    name: 'ends in its header',
    bytes: 'ply\nformat ascii 1.0\nelement vertex 3\n',
    code: 'input_truncated',
    says: /end_header/,
  },
  { name: 'ends in its first line', bytes: 'pl', code: 'input_truncated' },
  { name: 'empty', bytes: '', code: 'input_truncated' },
  {
    name: 'a count in words',
    bytes: header('element vertex three'),
    code: 'input_malformed',
    says: /^Line 3 /,
  },
  { name: 'a negative count', bytes: header('element vertex -3'), code: 'input_malformed', says: /^Line 3 / },
  {
    name: 'a count of a thousand digits',
    bytes: header(`element vertex ${'9'.repeat(1000)}`),
    code: 'input_malformed',
  },
  {
    name: 'an element twice',
    bytes: header('element vertex 1', 'property int x', 'element vertex 1'),
    code: 'input_malformed',
    says: /^Line 5 /,
  },
  {
    name: 'a property of nothing',
    bytes: header('property float x'),
    code: 'input_malformed',
    says: /^Line 3 /,
  },
  {
    name: 'a type that PLY has not',
    bytes: header('element vertex 1', 'property quad x'),
    code: 'input_malformed',
    says: /^Line 4 /,
  },
  {
    name: 'a type named like a method',
    bytes: header('element vertex 1', 'property toString x'),
    code: 'input_malformed',
  },
  {
    name: 'a list counted in floats',
    bytes: header('element face 1', 'property list float int vertex_indices'),
    code: 'input_malformed',
  },
  { name: 'a foreign word', bytes: header('vertices 3'), code: 'input_malformed', says: /^Line 3 / },
  {
    name: 'a header without end',
    bytes: `ply\nformat ascii 1.0\n${'comment x\n'.repeat(200_000)}`,
    code: 'input_malformed',
    says: /1 MiB/,
  },
  {
    name: 'a word where a number is expected',
    bytes: buildPly(trianglePlan()).toString('latin1').replace('1 0 0', '1 O 0'),
    code: 'input_malformed',
    says: /^Line 11 /,
  },
];

refuses(t, folder, bad, (path) => readPly(path, {}, LIMITS));
