import t from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import { sourceOf } from '../../../src/engines/mesh/x3d/syntax/byte-source.ts';
import { readXml } from '../../../src/engines/mesh/x3d/syntax/read-xml.ts';
import { numbersOf } from '../../../src/engines/mesh/x3d/syntax/scene-node.ts';
import { contentOf, sceneReader } from './read-scene.ts';

const scene = sceneReader(t.testdir());
const FORMS = ['0', '-1', '+2.5', '.5', '7.', '1e3', '-2.5E-7', '0.1234567890123456789', '-0'];
const many = (separator: string) =>
  Array.from({ length: 40_000 }, (_, at) => FORMS[at % FORMS.length]!).join(separator);
const expected = Float64Array.from({ length: 40_000 }, (_, at) => Number(FORMS[at % FORMS.length]));

const pointsOf = (value: string, encoding: BufferEncoding = 'utf8') => {
  const text = `<X3D><Scene>\n<Coordinate DEF="all" point=${value} containerField="c"/></Scene></X3D>`;
  const bom = encoding === 'utf16le' ? '\ufeff' : '';
  const [node] = readXml(sourceOf(Buffer.from(bom + text, encoding)), DEFAULT_LIMITS).roots;
  t.equal(node!.name, 'all');
  return numbersOf(node!, 'point');
};

t.test('long lists of numbers are read as short ones are', async (t) => {
  t.strictSame(pointsOf(`"${many(' ')}"`), expected, 'blanks');
  t.strictSame(pointsOf(`"\n ${many(',\r\n\t')} \n"`), expected, 'commas and lines');
  t.strictSame(pointsOf(`'${many(' ')}'`), expected, 'single quotes');
  t.strictSame(pointsOf(`"${many(' ')}"`, 'utf16le'), expected, 'two bytes for each letter');
  const twice = Float64Array.of(...expected, ...expected);
  t.strictSame(pointsOf(`"${many(' ')}&#10;${many(' ')}"`), twice, 'a reference among them');
});

t.test('what is no number in a long list is refused', async (t) => {
  const refused = /field point of a node Coordinate/;
  for (const wrong of ['1-2', 'e', 'x', '- 1'])
    t.throws(() => pointsOf(`"${many(' ')} ${wrong} 3"`), refused, wrong);
  t.throws(
    () =>
      readXml(
        sourceOf(Buffer.from(`<X3D><Scene>\n<Coordinate point="${many('\n')}"/><wrong></Scene></X3D>`)),
        DEFAULT_LIMITS,
      ),
    new RegExp(`Line ${40_001} `),
  );
  const cut = Buffer.from(`<X3D><Scene><Coordinate point="${many(' ')}`);
  t.throws(() => readXml(sourceOf(cut), DEFAULT_LIMITS), { code: 'input_truncated' });
});

t.test('a list is read wherever the pieces of the file are cut', async (t) => {
  const side = 150;
  const points = Array.from(
    { length: side * side },
    (_, at) => `${at % side} ${Math.floor(at / side)} ${at / 7}`,
  );
  const faces = Array.from({ length: side * (side - 1) - 1 }, (_, at) => `${at} ${at + 1} ${at + side} -1`);
  const body = `<Shape><IndexedFaceSet coordIndex="${faces.join('\n')}"><Coordinate point="${points.join(',')}"/></IndexedFaceSet></Shape>`;
  const { model } = await scene.xml(body);
  t.equal(model.meshes[0]!.primitives[0]!.indices.length, faces.length * 3);
  const whole = contentOf(model);
  for (let cut = 0; cut < body.length; cut += body.length / 6) {
    const padded = await scene.xml(`<!--${' '.repeat((4 << 20) - 50 - Math.floor(cut))}-->${body}`);
    t.strictSame(contentOf(padded.model), whole, `${cut}`);
  }
});
