// Plain lines are read a shorter way than others: both ways must find the same.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';

const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 1e5, maxVertices: 1e5, maxFacetedFaces: 1000 };

const read = async (t: Test, lines: readonly string[], end = '\n') => {
  const path = join(t.testdir(), 'model.obj');
  writeFileSync(path, lines.map((line) => line + end).join(''));
  return (await readObj(path, {}, LIMITS)).model;
};

/** A comment takes a line off the short way. */
const commented = (lines: readonly string[]): string[] => lines.map((line) => `${line} # slowly`);

t.test('numbers, references and line ends of every kind', async (t) => {
  const numbers = ['0', '-0', '-0.0', '.5', '5.', '007.250', '0.1', '123456789.125', '4503599627370497.5'];
  numbers.push('9007199254740993', '0.12345678901234567890123', '1e-3', '-2.5E+2', '+1', '3.4e38');
  const lines = [
    ...numbers.map((number, at) => `v ${number}\t${at} ${at * at}  `),
    ...numbers.map((number) => `vt ${number} 0.25`),
    ...['0 0 1', '0 1 0', '-1 0.0 0'].map((normal) => `vn ${normal}`),
    'f 1 2 3',
    'f 1/1 2/2 3/3 4/4',
    'f 3//1 2//2 1//3',
    'f -1/-1/-1 -2/-2/-2 -3/-3/-3',
    'f 1/ 2/ 3/',
    'f 1/1/1 2/2/2 3/3',
    'f 1/1/1 1/2/1 1/3/1 1/1/2',
  ];
  const expected = await read(t, commented(lines));
  t.equal(expected.meshes[0]!.primitives.length, 4);
  t.strictSame(await read(t, lines), expected);
  t.strictSame(await read(t, lines, '\r\n'), expected);
  t.strictSame(await read(t, lines, '\r'), expected);
});

t.test('a position with many more corners than a list is for', async (t) => {
  const fan = 500;
  const lines = ['v 0 0 0', 'v 1 0 0', 'v 0 1 0'];
  for (let corner = 1; corner <= fan; corner += 1) lines.push(`vt ${corner / fan} 0`);
  for (let round = 0; round < 2; round += 1)
    for (let corner = 1; corner <= fan; corner += 1) lines.push(`f 1/${corner} 2/1 3/1`);
  const [primitive] = (await read(t, lines)).meshes[0]!.primitives;
  t.equal(primitive!.positions.length / 3, fan + 2);
  t.strictSame(primitive!.indices.slice(fan * 3), primitive!.indices.slice(0, fan * 3));
  t.strictSame([...primitive!.indices.slice(0, 6)], [0, 1, 2, 3, 1, 2]);
});

t.test('a wrong line is named, however many plain ones stand before it', async (t) => {
  const plain = ['v 0 0 0', 'v 1 0 0', 'v 0 1 0', 'f 1 2 3', 'f 3 2 1'];
  for (const wrong of ['v 1 2', 'v 1 2 x', 'f 1 2 4', 'f 0 1 2', 'f 1 2 x', 'vn 0 0', 'vt']) {
    await t.rejects(read(t, [...plain, wrong, ...plain]), { message: /Line 6 / }, wrong);
  }
});
