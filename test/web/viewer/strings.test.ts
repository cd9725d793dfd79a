import t from 'tap';
import { viewerStringsDe, viewerStringsEn, viewerStringsZh } from '../../../src/web/viewer/strings.ts';

const placesOf = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

t.test('every language says everything, with the same places for values', async (t) => {
  for (const strings of [viewerStringsDe, viewerStringsZh])
    for (const [key, sentence] of Object.entries(viewerStringsEn)) {
      const translated = strings[key as keyof typeof strings];
      t.not(translated.trim(), '', `${strings.locale}: ${key}`);
      t.strictSame(placesOf(translated), placesOf(sentence), `${strings.locale}: ${key}`);
    }
});
