import t from 'tap';
import { bytesInMemory } from '../../../src/engines/mesh/usd/layer/layer-bytes.ts';
import { parseUsda } from '../../../src/engines/mesh/usd/text/parse-usda.ts';

/** Layers are read in pieces of so many bytes. */
const PIECE = 1 << 20;
const long = (what: string) => what.repeat(1200);

/** Every kind of token, short and longer than what is looked ahead. */
const STATEMENTS = `def Xform "World" (
  displayName = """two "quotes" ${long('x\n')}"""
  references = @${long('folder/')}layer.usda@</${long('Prim')}>
) {
  # a comment, ${long('and more ')}
  /* another ${long('* / ')} */
  string said = 'it\\'s ${long('long ')}'
  asset file = @@@${long('a@b')}@@@
  token[] names = ["one", "${long('two')}"]
  double third = 0.${long('3')}
  double small = -${long('0')}.5e-3
  float ${long('name:')}x = inf
  int[] indices = [${Array.from({ length: 3000 }, (_, at) => at * 7).join(', ')}]
  point3f[] points = [${Array.from({ length: 700 }, (_, at) => `(${at}, ${at / 3}, -${at}e-2)`).join(', ')}]
  int[] hidden = [1, 2, # not ] the end
    3]
  double times.timeSamples = { 2: 5, 1: 4, }
  rel target = [</${long('A')}>, <../B>]
}
`;

const parse = (text: string) => parseUsda(bytesInMemory(Buffer.from(text)), 'model.usda');

/** A comment that ends so many bytes after the layer begins. */
const paddingOf = (bytes: number): string => `#${' '.repeat(bytes - '#usda 1.0\n#\n'.length)}\n`;

t.test('a layer says the same wherever its pieces are cut', async (t) => {
  const expected = seen('');
  t.match(expected, /"numbers":\{"0":0,"1":7,/);
  const content = Buffer.byteLength(STATEMENTS);
  const cuts = Array.from({ length: 150 }, (_, at) => Math.floor((at * content) / 150));
  const wrong = cuts.filter((cut) => seen(paddingOf(PIECE - cut)) !== expected);
  t.strictSame(wrong, []);
});

t.test('lines are counted over all pieces', async (t) => {
  const text = `#usda 1.0\n${'#\n'.repeat(PIECE)}def Mesh "m" { int[] counts = 3 }\n`;
  t.throws(
    () => parse(text).root.children.get('m')?.properties.get('counts')?.value?.(),
    new RegExp(`Line ${PIECE + 2} of the USD text`),
  );
});

t.test('a string without an end is found to have none, however long it is', async (t) => {
  for (const open of ['"""', '@', '</', '/*']) {
    const text = `#usda 1.0\ndef Mesh "m" ( doc = ${open}${'long '.repeat(PIECE)}`;
    t.throws(() => parse(text), { code: 'input_truncated' }, open);
  }
});

/** What the layer holds, its values decoded, as text. */
function seen(padding: string): string {
  const { root } = parse(`#usda 1.0\n${padding}${STATEMENTS}`);
  return JSON.stringify(root, (key, value) => {
    if (value instanceof Map) return Object.fromEntries(value);
    return key === 'value' || key === 'earliest' ? (typeof value === 'function' ? value() : value) : value;
  });
}
