import t from 'tap';
import { readOff } from '../../../src/engines/mesh/off/read-off.ts';
import { type BadFile, LIMITS, refuses } from '../mesh/shapes.ts';

const POINTS = '0 0 0\n1 0 0\n0 1 0\n';
const bad = (name: string, bytes: string, code: BadFile['code'], says?: RegExp): BadFile => ({
  name,
  bytes,
  code,
  ...(says && { says }),
});
const malformed = (name: string, bytes: string, says: RegExp) => bad(name, bytes, 'input_malformed', says);

refuses(
  t,
  t.testdir(),
  [
    bad('nothing', '', 'input_truncated'),
    bad('only the word', 'OFF\n', 'input_truncated'),
    bad('only comments', '# OFF\n# 3 1 0\n', 'input_truncated'),
    bad('no vertices', 'OFF\n0 0 0\n', 'input_no_geometry', /no vertices/),
    bad('no faces', `OFF\n3 0 0\n${POINTS}`, 'input_no_geometry', /no face/),
    bad('only lines', `OFF\n3 1 0\n${POINTS}2 0 1\n`, 'input_no_geometry', /no face/),
    bad(
      'fewer vertices than announced',
      `OFF\n300 1 0\n${POINTS}3 0 1 2\n`,
      'input_truncated',
      /300 vertices/,
    ),
    bad('more vertices than allowed', `OFF\n900000000 1 0\n${POINTS}3 0 1 2\n`, 'input_limit_exceeded'),
    bad('more faces than allowed', `OFF\n3 900000000 0\n${POINTS}3 0 1 2\n`, 'input_limit_exceeded'),
    bad('a file that ends within a face', `OFF\n3 1 0\n${POINTS}3 0 1`, 'input_truncated'),
    bad(
      'a face that claims more corners than there are',
      `OFF\n3 1 0\n${POINTS}4000000 0 1 2\n`,
      'input_truncated',
    ),
    bad(
      'a face of more corners than allowed',
      `OFF\n3 1 0\n${POINTS}4000000000 0 1 2\n`,
      'input_limit_exceeded',
    ),
    bad('the binary form', 'OFF BINARY\n\0\0\0\u0003', 'input_feature_unsupported', /^Binary OFF/),
    bad(
      'four dimensions',
      'nOFF\n4\n1 1 0\n0 0 0 0\n3 0 0 0\n',
      'input_feature_unsupported',
      /three dimensions/,
    ),
    malformed('another text', 'Dear Sir or Madam\n', /^Line 1 begins with a word that is not part of OFF/),
    malformed('a count that is no number', 'OFF\nthree 1 0\n', /^Line 2 has something else/),
    malformed('a negative count', 'OFF\n-3 1 0\n', /^Line 2 /),
    malformed('a count beyond all numbers', `OFF\n${'9'.repeat(400)} 1 0\n`, /^Line 2 /),
    malformed('NaN', `OFF\n3 1 0\n0 0 nan\n1 0 0\n0 1 0\n3 0 1 2\n`, /^Line 3 /),
    malformed(
      'a number that no float holds',
      `OFF\n3 1 0\n0 0 1e300\n1 0 0\n0 1 0\n3 0 1 2\n`,
      /^Line 3 .*too large/,
    ),
    malformed(
      'a vertex that is not there',
      `OFF\n3 1 0\n${POINTS}3 0 1 3\n`,
      /^Line 6 .* vertex 3, .* 0 to 2/,
    ),
    malformed('a negative vertex', `OFF\n3 1 0\n${POINTS}3 0 1 -1\n`, /^Line 6 .* vertex -1/),
    malformed('half a vertex', `OFF\n3 1 0\n${POINTS}3 0 1 0.5\n`, /^Line 6 .* vertex 0.5/),
    malformed('half a corner', `OFF\n3 1 0\n${POINTS}2.5 0 1 2\n`, /^Line 6 has a face without a number/),
    malformed(
      'two colours of a vertex',
      `COFF\n3 1 0\n0 0 0 1 2 3 4 5 6\n1 0 0\n0 1 0\n3 0 1 2\n`,
      /^Line 3 has a number of/,
    ),
    malformed(
      'a point infinitely far away',
      `4OFF\n3 1 0\n0 0 1 0\n1 0 0 1\n0 1 0 1\n3 0 1 2\n`,
      /^Line 3 .*infinitely/,
    ),
  ],
  (path) => readOff(path, {}, LIMITS),
);
