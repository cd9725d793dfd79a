import fc from 'fast-check';
import t from 'tap';
import { isWindowsDevice, safeFileName } from '../../src/domain/file-name.ts';
import { extensionOf } from '../../src/domain/formats.ts';
import { parseKey } from '../../src/storage/safe-key.ts';

/** Text that is likely to hurt: separators, dots, devices, marks, halves of pairs, joined emoji, long runs. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '/',
        '\\',
        '.',
        '..',
        '../',
        ' ',
        '\0',
        '\r\n',
        ':',
        '"',
        '<',
        '*',
        '?',
        '|',
        '%2e',
        '$',
      ),
      fc.constantFrom(
        'nul',
        'CON',
        'com1',
        'LPT9',
        'aux.',
        'prn',
        'COM¹',
        '.step',
        '.STP',
        '.tar.gz',
        'Ä',
        'A\u0308',
      ),
      fc.constantFrom(
        '\u202e',
        '\u200f',
        '\u2066',
        '\ufeff',
        '\u2028',
        '\ud83d',
        '\udc00',
        '\uffff',
        '👩‍👩‍👧',
        '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.nat({ max: 400 }).map((length) => 'x'.repeat(length)),
      fc.nat({ max: 400 }).map((length) => '.'.repeat(length)),
      fc.nat({ max: 150 }).map((length) => '箱'.repeat(length)),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));

const BIDI_AND_CONTROL =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

t.test('the display name of any text can be shown anywhere', async (t) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { display } = safeFileName(text);
      return (
        display.length > 0 &&
        display.length <= 255 &&
        !/[/\\]/.test(display) &&
        !BIDI_AND_CONTROL.test(display) &&
        !/\p{Surrogate}/u.test(display) &&
        display === display.normalize('NFC') &&
        display !== '.' &&
        display !== '..'
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

t.test('the stored name of any text is a legal segment of a storage key', async (t) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { stored } = safeFileName(text);
      const { segments } = parseKey(`/original/0123456789abcdef01234567/${stored}`);
      return (
        segments.length === 3 &&
        Buffer.byteLength(stored) > 0 &&
        Buffer.byteLength(stored) <= 120 &&
        !isWindowsDevice(stored) &&
        !stored.startsWith('.')
      );
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

t.test('the stored name follows from the display name alone', async (t) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { display, stored } = safeFileName(text);
      return safeFileName(display).stored === stored;
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

t.test('the extension survives whatever comes before it', async (t) => {
  const extension = fc.constantFrom('.step', '.STP', '.Iges', '.gltf', '.GLB', '.brp');
  fc.assert(
    fc.property(hostileText, extension, (text, given) => {
      const { display, stored } = safeFileName(`${text}x${given}`);
      return extensionOf(display) === given.toLowerCase() && stored.endsWith(given.toLowerCase());
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

t.test('what becomes of particular names', async (t) => {
  const cases: [upload: string, display: string, stored: string][] = [
    ['bracket.step', 'bracket.step', 'bracket.step'],
    ['Gehäuse "A" №7.STEP', 'Gehäuse "A" №7.STEP', 'Gehäuse _A_ №7.step'],
    ['../../etc/passwd.stl', 'passwd.stl', 'passwd.stl'],
    ['C:\\fakepath\\part.stp', 'part.stp', 'part.stp'],
    ['C:part.stp', 'C:part.stp', 'C_part.stp'],
    ['folder/', 'folder', 'folder'],
    ['a.step/..', 'a.step', 'a.step'],
    ['evil\u202Epets.stl', 'evilpets.stl', 'evilpets.stl'],
    ['a\0b\r\nSet-Cookie: x.obj', 'abSet-Cookie: x.obj', 'abSet-Cookie_ x.obj'],
    ['A\u0308.ply', 'Ä.ply', 'Ä.ply'],
    ['👩‍👩‍👧.glb', '👩‍👩‍👧.glb', '👩‍👩‍👧.glb'],
    ['.step', '.step', '_step'],
    ['..step', '..step', '_.step'],
    ['part.step.', 'part.step.', 'part.step'],
    ['NUL.step', 'NUL.step', '_NUL.step'],
    ['con', 'con', '_con'],
    ['com7.tar.GZ', 'com7.tar.GZ', '_com7.tar.gz'],
    ['console.stl', 'console.stl', 'console.stl'],
    ['', 'model', 'model'],
    ['..', 'model', 'model'],
    ['\0\0/...', 'model', 'model'],
    ['???.stl', '???.stl', '___.stl'],
    [' . .stl', '. .stl', '_.stl'],
  ];
  for (const [upload, display, stored] of cases) {
    t.strictSame(safeFileName(upload), { display, stored }, JSON.stringify(upload));
  }
});

t.test('a long name is cut before its extension, between characters', async (t) => {
  const long = safeFileName(`${'a'.repeat(300)}.step`);
  t.equal(long.display, `${'a'.repeat(250)}.step`);
  t.equal(long.stored, `${'a'.repeat(114)}.step`);
  const emoji = safeFileName(`${'🚀'.repeat(200)}.stl`);
  t.equal(emoji.display, `${'🚀'.repeat(125)}.stl`);
  t.equal(emoji.stored, `${'🚀'.repeat(28)}.stl`);
  t.equal(safeFileName(`a.${'x'.repeat(500)}`).display.length, 255);
});
