import fc from 'fast-check';
import t from 'tap';
import { safeFileName } from '../../src/domain/file-name.ts';
import { accepts } from '../../src/http/accepts.ts';
import { parseRange } from '../../src/http/byte-range.ts';
import { disposition } from '../../src/http/disposition.ts';
import { matchesAny } from '../../src/http/entity-tag.ts';
import { preferredWait } from '../../src/http/prefer.ts';

t.test('accepts', async (t) => {
  const type = 'text/event-stream';
  for (const header of [
    undefined,
    '',
    '*/*',
    'text/*',
    type,
    'Text/Event-Stream',
    'text/html, text/event-stream;q=0.1',
    '*/*;q=0.8',
  ])
    t.ok(accepts(header, type), String(header));
  for (const header of [
    'text/html',
    'application/*',
    'text/event-stream;q=0',
    'text/event-stream; q=0.000',
    'event-stream',
  ])
    t.notOk(accepts(header, type), String(header));
  t.notOk(accepts('*/*, text/event-stream;q=0', type), 'the most specific range decides (RFC 9110 § 12.5.1)');
});

t.test('If-None-Match', async (t) => {
  for (const header of ['*', ' * ', '"a"', 'W/"a"', '"x", "a"', '"x",W/"a"'])
    t.ok(matchesAny(header, 'W/"a"'), header);
  for (const header of [undefined, '', '"b"', 'a', '"a', '"A"'])
    t.notOk(matchesAny(header, '"a"'), String(header));
  t.ok(matchesAny('"one,two"', '"one,two"'), 'a comma within a tag');
});

t.test('Prefer: wait', async (t) => {
  const cases: [string | string[] | undefined, number | undefined][] = [
    ['wait=30', 30],
    ['Wait = 30', 30],
    ['wait="30"', 30],
    ['wait=999', 60],
    ['wait=0', 0],
    ['respond-async, wait=5', 5],
    [['respond-async', 'wait=5'], 5],
    ['wait=5; foo', 5],
    ['wait=5, wait=7', 5],
    ['wait', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['await=5', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, seconds] of cases) t.equal(preferredWait(header, 60), seconds, String(header));
});

t.test('a range is what slicing says', async () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(60), fc.nat(60), (sizeBytes, first, last) => {
      const bytes = Array.from({ length: sizeBytes }, (_, n) => n);
      const slice = bytes.slice(first, last + 1);
      const range = parseRange(`bytes=${first}-${last}`, sizeBytes);
      if (last < first) return range === undefined; // malformed: the whole file
      if (slice.length === 0) return range === 'unsatisfiable';
      return typeof range === 'object' && range.start === slice[0] && range.end === slice.at(-1);
    }),
  );
  fc.assert(
    fc.property(fc.nat(50), fc.nat(60), (sizeBytes, suffix) => {
      const slice = suffix === 0 ? [] : Array.from({ length: sizeBytes }, (_, n) => n).slice(-suffix);
      const range = parseRange(`bytes=-${suffix}`, sizeBytes);
      if (slice.length === 0) return range === 'unsatisfiable';
      return typeof range === 'object' && range.start === slice[0] && range.end === slice.at(-1);
    }),
  );
});

t.test('any name survives Content-Disposition, and cannot break out of it', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (given) => {
      const name = safeFileName(given).display;
      const header = disposition('attachment', name);
      const extended = /; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(header)?.[1];
      const quoted = /^attachment; filename=(?:"((?:[^"\\]|\\.)*)"|([\w!#$&'*+.^`|~-]+))/.exec(header);
      const plain = quoted?.[1]?.replace(/\\(.)/g, '$1') ?? quoted?.[2];
      return (
        /^[\x20-\x7e]*$/.test(header) &&
        (extended === undefined ? plain : decodeURIComponent(extended)) === name
      );
    }),
    { numRuns: 500 },
  );
});
