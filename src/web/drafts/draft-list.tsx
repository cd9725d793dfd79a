import { useSignal } from '@preact/signals';
import { changedOptions } from '../options/fields.ts';
import { OptionsForm } from '../options/options-form.tsx';
import { catalogue, drafts, session } from '../page.ts';
import { focusSection } from '../parts/focus-section.ts';
import { ArrowIcon, CloseIcon, SlidersIcon } from '../parts/icons.tsx';
import { format, plural, strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import type { Draft } from './drafts.ts';
import { formatName } from './format-name.ts';

/** The files that wait for their target, and the button that starts them. */
export function DraftList() {
  const list = drafts.list.value;
  const said = strings.value.drafts;
  if (list.length === 0) return null;
  return (
    <section class="drafts" id="drafts" tabIndex={-1} aria-labelledby="drafts-title">
      <div class="section-head">
        <h2 id="drafts-title">{said.title}</h2>
        {list.length > 1 && <TargetOfAll list={list} />}
      </div>
      <ul class="drafts__list">
        {list.map((draft) => (
          <DraftRow key={draft.key} draft={draft} />
        ))}
      </ul>
      <div class="drafts__foot">
        {!drafts.isValid.value && <p class="mistake">{said.mistakes}</p>}
        <button
          class="button button--text"
          type="button"
          onClick={() => {
            drafts.clear();
            focusSection('add');
          }}
        >
          {said.clear}
        </button>
        <button
          class="button button--main button--large"
          type="button"
          disabled={!drafts.isValid.value}
          onClick={() => {
            session.convert(drafts.take());
            focusSection('conversions');
          }}
        >
          {plural(said.convert, list.length)}
        </button>
      </div>
    </section>
  );
}

function TargetOfAll({ list }: { list: readonly Draft<File>[] }) {
  const said = strings.value.drafts;
  const targets = catalogue.value?.commonTargets(list.map(({ source }) => source)) ?? [];
  const first = list[0]?.target ?? '';
  const isShared = list.every(({ target }) => target === first);
  return (
    <label class="choice">
      <span>{said.targetOfAll}</span>
      <select
        value={isShared ? first : ''}
        onChange={({ currentTarget: { value } }) => value !== '' && drafts.setTargetOfAll(value)}
      >
        {!isShared && <option value="">{said.targetsDiffer}</option>}
        {targets.map((target) => (
          <option key={target} value={target}>
            {formatName(target)}
          </option>
        ))}
      </select>
    </label>
  );
}

function DraftRow({ draft }: { draft: Draft<File> }) {
  const said = strings.value.drafts;
  const isOpen = useSignal(false);
  const { key, file, source, target } = draft;
  const { name } = file;
  const changed = Object.keys(changedOptions(drafts.fields(draft), drafts.options(draft))).length;
  const changedText = changed > 0 ? [plural(said.changed, changed)] : [];
  return (
    <li class="draft">
      <div class="draft__row">
        <div class="draft__file">
          <span class="draft__name" title={name}>
            {name}
          </span>
          <span class="muted">{format.value.bytes(file.size)}</span>
        </div>
        <div class="draft__pair">
          <span class="tag">{formatName(source)}</span>
          <ArrowIcon />
          <span class="unseen">{said.to}</span>
          <label class="choice">
            <span class="unseen">{fill(said.target, { name })}</span>
            <select
              value={target}
              onChange={({ currentTarget }) => drafts.setTarget(key, currentTarget.value)}
            >
              {catalogue.value?.targetsOf(source).map((pair) => (
                <option key={pair.target} value={pair.target}>
                  {formatName(pair.target)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div class="draft__buttons">
          <button
            class="button draft__options"
            type="button"
            aria-expanded={isOpen.value}
            aria-controls={`options-${key}`}
            onClick={() => {
              isOpen.value = !isOpen.value;
            }}
          >
            <SlidersIcon />
            {said.options}
            <span class="unseen">{name}</span>
            {changedText.map((text) => (
              <span key={text} class="count">
                {text}
              </span>
            ))}
          </button>
          <button
            class="button button--icon"
            type="button"
            aria-label={fill(said.remove, { name })}
            onClick={() => {
              drafts.remove(key);
              focusSection(drafts.list.peek().length > 0 ? 'drafts' : 'add');
            }}
          >
            <CloseIcon />
          </button>
        </div>
      </div>
      <div id={`options-${key}`} hidden={!isOpen.value}>
        {isOpen.value && <OptionsForm draft={draft} />}
      </div>
    </li>
  );
}
