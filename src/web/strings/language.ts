import { computed, signal } from '@preact/signals';
import type { KeyValueStorage } from '../conversions/remembered.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { createFormatter } from './format.ts';
import { type Forms, fill, type Strings } from './strings.ts';
import { zh } from './zh.ts';

export const LANGUAGES = { en, de, zh } as const satisfies Record<string, Strings>;
export type Language = keyof typeof LANGUAGES;

const KEY = 'converto.language';

export const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

/** The first that is spoken here; `de-AT` is `de`. */
export const preferredLanguage = (wanted: readonly string[]): Language =>
  wanted.map((tag) => tag.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en';

export const language = signal<Language>('en');

export const strings = computed<Strings>(() => LANGUAGES[language.value]);
export const format = computed(() => createFormatter(strings.value.locale));
const pluralRules = computed(() => new Intl.PluralRules(strings.value.locale));

/** `plural({ one: '{count} file', other: '{count} files' }, 3)` */
export const plural = (forms: Forms, count: number): string =>
  fill(pluralRules.value.select(count) === 'one' ? forms.one : forms.other, {
    count: format.value.number(count),
  });

/** What was chosen on an earlier visit, or what the browser asks for. */
export function startLanguage(storage: KeyValueStorage, wanted: readonly string[]): void {
  const chosen = storage.getItem(KEY) ?? '';
  language.value = isLanguage(chosen) ? chosen : preferredLanguage(wanted);
}

export function chooseLanguage(name: Language, storage: KeyValueStorage): void {
  language.value = name;
  storage.setItem(KEY, name);
}
