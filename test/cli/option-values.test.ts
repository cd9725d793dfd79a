import t from 'tap';
import { parseOptionValues } from '../../src/cli/option-values.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';

const pair = listCapabilities().find(({ source, target }) => source === 'stl' && target === 'glb')!;

t.test('values get the types of the schema', async (t) => {
  t.strictSame(
    parseOptionValues(pair, ['select=bolt *, nut', 'scale=2.5', 'parts=merge', 'simplify_triangles=100']),
    { select: ['bolt *', 'nut'], scale: 2.5, parts: 'merge', simplify_triangles: 100 },
  );
});

t.test(
  'a list is given with commas, item by item, or both; a backslash keeps a comma in a name',
  async (t) => {
    for (const [given, select] of [
      [['select=a,b'], ['a', 'b']],
      [
        ['select=a', 'select=b'],
        ['a', 'b'],
      ],
      [
        ['select=a, b', 'scale=2', 'select=c'],
        ['a', 'b', 'c'],
      ],
      [[String.raw`select=#hash;semi\,comma`], ['#hash;semi,comma']],
      [
        [String.raw`select=M8\, zinc,nut`, 'select=bolt *'],
        ['M8, zinc', 'nut', 'bolt *'],
      ],
      [[String.raw`select=back\slash`], [String.raw`back\slash`]],
    ] as const) {
      t.strictSame(parseOptionValues(pair, given).select, select, given.join(' '));
    }
    t.throws(() => parseOptionValues(pair, ['scale=1', 'scale=1']), { code: 'usage', message: /twice/ });
  },
);

t.test('what does not fit is named', async (t) => {
  for (const [given, says] of [
    ['select=', /^select: Expected array length to be greater or equal to 1/],
    ['select=, ,', /^select: Expected array length/],
    ['scale=0', /^scale: Expected number to be greater than 0/],
    ['simplify_triangles=1.5', /^simplify_triangles: Expected integer/],
  ] as const) {
    t.throws(() => parseOptionValues(pair, [given]), { code: 'options_invalid', detail: says });
  }
});
