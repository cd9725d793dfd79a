import t from 'tap';
import { PROBLEMS } from '../../src/domain/problem.ts';
import { de } from '../../src/web/strings/de.ts';
import { en } from '../../src/web/strings/en.ts';
import { createFormatter } from '../../src/web/strings/format.ts';
import { LANGUAGES, preferredLanguage } from '../../src/web/strings/language.ts';
import { fill } from '../../src/web/strings/strings.ts';

/** Path to sentence, through all that is nested. */
const sentences = (of: object, path = ''): [string, string][] =>
  Object.entries(of).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : sentences(value, `${path}${key}.`),
  );

const placesIn = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

t.test('each language says everything, with the same places to fill', async (t) => {
  const english = sentences(en);
  for (const [name, said] of Object.entries(LANGUAGES)) {
    const translated = new Map(sentences(said));
    t.strictSame([...translated.keys()].sort(), english.map(([path]) => path).sort(), name);
    for (const [path, sentence] of english)
      t.strictSame(placesIn(translated.get(path)!), placesIn(sentence), `${name} ${path}`);
  }
});

t.test('no sentence is left in English', async (t) => {
  const alike = new Set(['options.names.parts']);
  const words = sentences(en).filter(
    ([path, sentence]) => sentence.split(' ').length > 3 && !alike.has(path),
  );
  const german = new Map(sentences(de));
  for (const [path, sentence] of words) t.not(german.get(path), sentence, path);
});

t.test('it has something to say of every way that a conversion can fail', async (t) => {
  const codes = Object.entries(PROBLEMS).filter(([, { kind }]) => kind === 'conversion_failed');
  t.ok(codes.length > 10);
  for (const [code] of codes) t.ok(Object.hasOwn(en.problems, code), code);
  const ofClient = ['server_unreachable', 'answer_malformed'];
  for (const code of Object.keys(en.problems))
    t.ok(ofClient.includes(code) || Object.hasOwn(PROBLEMS, code), `${code} is one that comes`);
});

t.test('the language of the browser, as far as it is spoken here', async (t) => {
  t.equal(preferredLanguage(['de-AT', 'en']), 'de');
  t.equal(preferredLanguage(['fr', 'ZH-Hant-TW', 'en']), 'zh');
  t.equal(preferredLanguage(['fr']), 'en');
  t.equal(preferredLanguage([]), 'en');
});

t.test('figures as people write them', async (t) => {
  const english = createFormatter('en');
  t.strictSame([0, 999, 1000, 27_340_000, 123_456_789_000].map(english.bytes), [
    '0 bytes',
    '999 bytes',
    '1 kB',
    '27.3 MB',
    '123 GB',
  ]);
  t.strictSame([0.2, 59, 61, 600, 3600, 5430].map(english.duration), [
    '1 sec',
    '59 sec',
    '1 min 1 sec',
    '10 min',
    '1 hr',
    '1 hr 31 min',
  ]);
  t.strictSame([0.0012345, 12.345, 12_345.6].map(english.figure), ['0.001235', '12.35', '12,346']);
  const german = createFormatter('de');
  t.equal(german.bytes(27_340_000), '27,3 MB');
  t.equal(german.percent(45), '45\u00a0%');
  t.equal(fill('{a} of {b}, {a} {c}', { a: 1, b: 2 }), '1 of 2, 1 {c}');
});
