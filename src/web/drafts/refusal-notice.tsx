import { catalogue, drafts } from '../page.ts';
import { AlertIcon, CloseIcon } from '../parts/icons.tsx';
import { plural, strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';

/** Which files were left out, why, and what is taken. */
export function RefusalNotice() {
  const refusals = drafts.refusals.value;
  const said = strings.value.refusals;
  if (refusals.length === 0) return null;
  const extensions = catalogue.value?.extensions ?? [];
  const namesSupported = refusals.some(({ reason }) => reason !== 'empty');
  return (
    <section class="notice" aria-label={plural(said.title, refusals.length)}>
      <AlertIcon />
      <div class="notice__text">
        <p class="notice__title">{plural(said.title, refusals.length)}</p>
        <ul>
          {refusals.map(({ name, extension, reason }) => (
            <li key={name}>{fill(said[reason], { name, extension })}</li>
          ))}
        </ul>
        {namesSupported && <p>{fill(said.supported, { extensions: extensions.join(' ') })}</p>}
      </div>
      <button
        class="button button--icon"
        type="button"
        onClick={drafts.dismissRefusals}
        aria-label={said.dismiss}
      >
        <CloseIcon />
      </button>
    </section>
  );
}
