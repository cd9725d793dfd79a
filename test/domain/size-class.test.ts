import t from 'tap';
import { declareFormats, type FormatId } from '../../src/domain/formats.ts';
import { sizeClassOf } from '../../src/domain/size-class.ts';

const MIB = 2 ** 20;
const classOf = (sourceFormat: FormatId, sizeBytes: number) =>
  sizeClassOf({ sourceFormat, original: { key: 'a', fileName: 'a', sizeBytes, sha256: '' } });

t.test(
  'surfaces cost more than triangles, and what other libraries read more than what we read',
  async (t) => {
    const limits: [FormatId, number][] = [
      ['stl', 8 * MIB],
      ['step', MIB / 4],
      ['fbx', 2 * MIB],
      ['ifc', 2 * MIB],
    ];
    for (const [format, limit] of limits) {
      t.equal(classOf(format, limit), 'small', format);
      t.equal(classOf(format, limit + 1), 'large', format);
    }
  },
);

t.test('nobody knows what a declared program takes', async (t) => {
  declareFormats([
    { id: 'shapr', name: 'Shapr3D', extensions: ['.shapr'], mediaType: 'a/b', family: 'mesh' },
  ]);
  t.equal(classOf('shapr' as FormatId, 1), 'large');
});
