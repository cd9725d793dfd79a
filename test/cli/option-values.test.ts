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
