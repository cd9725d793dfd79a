import { storage } from '../page.ts';
import { chooseLanguage, isLanguage, LANGUAGES, language, strings } from '../strings/language.ts';

export function LanguageChoice() {
  return (
    <label class="choice choice--bare">
      <span class="unseen">{strings.value.chooseLanguage}</span>
      <select
        value={language.value}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && chooseLanguage(value, storage)}
      >
        {Object.entries(LANGUAGES).map(([name, said]) => (
          <option key={name} value={name} lang={said.locale}>
            {said.language}
          </option>
        ))}
      </select>
    </label>
  );
}
