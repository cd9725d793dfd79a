import fc from 'fast-check';
import t from 'tap';
import { extensionOf, FORMAT_IDS, FORMATS, findFormat, stemOf } from '../../src/domain/formats.ts';

t.test('every extension finds its format in any case, with or without dot', async (t) => {
  const written = fc.constantFrom(
    ...FORMAT_IDS.flatMap((id) => FORMATS[id].extensions.map((extension) => ({ id, extension }))),
  );
  const padding = fc.constantFrom('', ' ', '\t ');
  fc.assert(
    fc.property(written, fc.infiniteStream(fc.boolean()), fc.boolean(), padding, (one, upper, dot, space) => {
      const letters = [...one.extension].map((letter) =>
        upper.next().value ? letter.toUpperCase() : letter,
      );
      const name = letters.slice(dot ? 0 : 1).join('');
      return findFormat(space + name + space)?.id === one.id;
    }),
  );
  t.pass();
});

t.test('what is no extension finds nothing', async (t) => {
  for (const name of [
    '',
    '.',
    '..step',
    'ste',
    'stepp',
    'model.step',
    '.shapr',
    'constructor',
    '__proto__',
  ]) {
    t.equal(findFormat(name), undefined, JSON.stringify(name));
  }
});

t.test('no two formats share an extension, and each has its own id', async (t) => {
  const all = Object.values(FORMATS).flatMap((format) => format.extensions);
  t.equal(new Set(all).size, all.length);
  for (const id of FORMAT_IDS) t.equal(FORMATS[id].id, id);
  for (const extension of all) t.match(extension, /^\.[a-z0-9]+$/);
});

t.test('extension and stem', async (t) => {
  const cases: [name: string, extension: string, stem: string][] = [
    ['part.step', '.step', 'part'],
    ['PART.STEP', '.step', 'PART'],
    ['a.tar.gz', '.gz', 'a.tar'],
    ['.step', '', '.step'],
    ['part', '', 'part'],
    ['part.', '', 'part.'],
    ['', '', ''],
    ['a b.c d', '.c d', 'a b'],
  ];
  for (const [name, extension, stem] of cases) {
    t.equal(extensionOf(name), extension, JSON.stringify(name));
    t.equal(stemOf(name), stem, JSON.stringify(name));
  }
});

t.test('stem and extension make the name again, but for the case', async (t) => {
  const ascii = fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '7'), maxLength: 12 });
  fc.assert(
    fc.property(ascii, (name) => (stemOf(name) + extensionOf(name)).toLowerCase() === name.toLowerCase()),
  );
  t.pass();
});
