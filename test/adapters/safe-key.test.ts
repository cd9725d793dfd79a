import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { AREAS, findKey, parseKey, requireSafeSegment } from '../../src/storage/safe-key.ts';

const ID = '0123456789abcdef01234567';
const nasty = fc.constantFrom(
  '..',
  '.',
  '',
  '\\',
  '\0',
  ':',
  'nul',
  'CON.step',
  '%2e%2e',
  'a ',
  'a.',
  '\ud800',
  'é',
  'e\u0301',
  '~',
  'C:',
  '\n',
);
const segment = fc.oneof(
  nasty,
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('a.step', '1', ID),
);
const anyKey = fc.oneof(
  fc.array(segment, { maxLength: 4 }).map((rest) => `/original/${ID}/${rest.join('/')}`),
  fc.array(segment, { maxLength: 6 }).map((rest) => rest.join('/')),
  fc.string({ unit: 'binary' }),
);

t.test('whatever is accepted stays below its conversion, on every system', async (t) => {
  let accepted = 0;
  fc.assert(
    fc.property(anyKey, (key) => {
      const found = findKey(key);
      if (found === undefined) return true;
      accepted += 1;
      const [area = '', id = ''] = found.segments;
      const below = `/data/${area}/${ID}/`;
      return (
        AREAS.some((known) => known === area) &&
        id === ID &&
        found.conversionId === ID &&
        `/${found.segments.join('/')}` === key &&
        posix.resolve('/data', ...found.segments).startsWith(below) &&
        win32.resolve('C:\\data', ...found.segments).startsWith(`C:\\data\\${area}\\${ID}\\`) &&
        key.normalize('NFC') === key &&
        Buffer.from(key).toString() === key
      );
    }),
    { numRuns: 5000 },
  );
  t.ok(accepted > 100, `${accepted} keys were accepted`);
});

t.test('ordinary keys are accepted', async (t) => {
  for (const key of [
    `/original/${ID}/bracket.step`,
    `/converted/${ID}/1/bracket.glb`,
    `/original/${ID}/Gehäuse №7.step`,
    `/original/${ID}/🚀 & 100%.stl`,
    `/original/${ID}/${'x'.repeat(255)}`,
  ]) {
    t.equal(parseKey(key).key, key);
  }
});

t.test('each refusal says why', async (t) => {
  const cases: [key: string, why: RegExp][] = [
    [`original/${ID}/a`, /does not begin with a slash/],
    [`//${ID}/a`, /does not begin with one of original, converted/],
    [`/.work/${ID}/a`, /does not begin with one of/],
    ['/original/1/a', /no conversion id/],
    [`/original/${ID.toUpperCase()}/a`, /no conversion id/],
    [`/original/${ID}`, /3 to 5 segments/],
    [`/original/${ID}/a/b/c/d`, /3 to 5 segments/],
    [`/original/${ID}/`, /empty segment/],
    [`/original/${ID}/../a`, /dot segment/],
    [`/original/${ID}/.`, /dot segment/],
    [`/original/${ID}/a\0`, /character/],
    [`/original/${ID}/a\\b`, /character/],
    [`/original/${ID}/a:b`, /character/],
    [`/original/${ID}/\ud800`, /character/],
    [`/original/${ID}/a.`, /ends in a dot or a space/],
    [`/original/${ID}/a `, /ends in a dot or a space/],
    [`/original/${ID}/Aux.step`, /device/],
    [`/original/${ID}/e\u0301`, /normal form C/],
    [`/original/${ID}/${'x'.repeat(256)}`, /above 255 bytes/],
    [`/original/${ID}/${'ü'.repeat(128)}`, /above 255 bytes/],
    [`/original/${ID}/${'x'.repeat(1000)}`, /longer than 1024 bytes/],
  ];
  for (const [key, why] of cases) {
    t.throws(() => parseKey(key), { name: 'TypeError', message: why }, JSON.stringify(key.slice(0, 60)));
    t.equal(findKey(key), undefined);
  }
});

t.test('a name in a workspace is one safe segment', async (t) => {
  t.equal(requireSafeSegment('converted.glb'), 'converted.glb');
  for (const name of ['', '.', '..', 'a/b', '/a', 'a\\b', 'nul', 'a\0']) {
    t.throws(() => requireSafeSegment(name), TypeError, JSON.stringify(name));
  }
});
