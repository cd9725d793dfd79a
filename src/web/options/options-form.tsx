import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Draft } from '../drafts/drafts.ts';
import { catalogue, drafts } from '../page.ts';
import { ChevronIcon } from '../parts/icons.tsx';
import { format, strings } from '../strings/language.ts';
import { fill, type Strings } from '../strings/strings.ts';
import {
  changedOptions,
  type Field,
  type Mistake,
  type Options,
  type Range,
  readText,
  textOf,
} from './fields.ts';

/** What changes the model itself: most people want it as it is. */
const SELDOM = new Set([
  'select',
  'scale',
  'parts',
  'explode',
  'weld_tolerance',
  'simplify_ratio',
  'simplify_triangles',
  'simplify_error',
  'smooth_angle',
  'texture_size',
]);

interface FieldProps<F extends Field = Field> {
  draft: Draft<File>;
  field: F;
  id: string;
  options: Options;
}

/** The options of a pair, as its schema says them. */
export function OptionsForm({ draft }: { draft: Draft<File> }) {
  const said = strings.value;
  const fields = drafts.fields(draft);
  const options = drafts.options(draft);
  const pair = catalogue.value?.pair(draft.source, draft.target);
  const isChanged = Object.keys(changedOptions(fields, options)).length + draft.mistakes.length > 0;
  const generation = useSignal(0);
  const first = fields.filter(({ name }) => !SELDOM.has(name));
  const more = fields.filter(({ name }) => SELDOM.has(name));
  return (
    <div class="options">
      {pair !== undefined && (
        <p class="options__pair">
          {said.drafts.fidelity[pair.fidelity]}{' '}
          {pair.lost.length > 0 && fill(said.drafts.lost, { contents: pair.lost.join(', ') })}
        </p>
      )}
      {fields.length === 0 && <p>{said.options.none}</p>}
      <div class="options__groups" key={`${draft.target} ${generation.value}`}>
        {first.length > 0 && <Fields draft={draft} fields={first} options={options} />}
        {first.length > 0 && more.length > 0 ? (
          <details class="options__more" open={more.some(({ name }) => Object.hasOwn(options, name))}>
            <summary>
              <ChevronIcon />
              {said.options.more}
            </summary>
            <Fields draft={draft} fields={more} options={options} />
          </details>
        ) : (
          <Fields draft={draft} fields={more} options={options} />
        )}
      </div>
      {isChanged && (
        <button
          class="button button--text"
          type="button"
          onClick={() => {
            drafts.resetOptions(draft.key);
            generation.value++; // texts that are no value are only in the inputs
          }}
        >
          {said.options.reset}
        </button>
      )}
    </div>
  );
}

function Fields({
  draft,
  fields,
  options,
}: {
  draft: Draft<File>;
  fields: readonly Field[];
  options: Options;
}) {
  return (
    <div class="options__fields">
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          draft={draft}
          field={field}
          options={options}
          id={`${draft.key}-${field.name}`}
        />
      ))}
    </div>
  );
}

function FieldRow({ draft, field, id, options }: FieldProps) {
  const help = (
    <p class="field__help" id={`${id}-help`} lang="en">
      {field.help}
    </p>
  );
  const name = nameOf(field, strings.value);
  if (field.kind === 'switch')
    return (
      <div class="field field--switch">
        <label for={id}>
          <input
            id={id}
            type="checkbox"
            aria-describedby={`${id}-help`}
            checked={(options[field.name] ?? field.default) === true}
            onChange={({ currentTarget: { checked } }) => drafts.setOption(draft.key, field.name, checked)}
          />
          {name}
        </label>
        {help}
      </div>
    );
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {field.kind === 'choice' ? (
        <Choice draft={draft} field={field} id={id} options={options} />
      ) : (
        <TextInput draft={draft} field={field} id={id} options={options} />
      )}
      {help}
    </div>
  );
}

function Choice({ draft, field, id, options }: FieldProps<Extract<Field, { kind: 'choice' }>>) {
  const said = strings.value.options;
  const value = options[field.name] ?? field.default ?? '';
  return (
    <span class="choice">
      <select
        id={id}
        aria-describedby={`${id}-help`}
        value={String(value)}
        onChange={({ currentTarget: { value: chosen } }) =>
          drafts.setOption(draft.key, field.name, chosen === '' ? undefined : chosen)
        }
      >
        {field.default === undefined && <option value="">{said.automatic}</option>}
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === field.default ? fill(said.isDefault, { value: choice }) : choice}
          </option>
        ))}
      </select>
    </span>
  );
}

function TextInput({ draft, field, id, options }: FieldProps<Exclude<Field, { kind: 'choice' | 'switch' }>>) {
  const said = strings.value.options;
  const mistake = useSignal<Mistake | undefined>(undefined);
  const take = (text: string) => {
    const read = readText(field, text);
    mistake.value = 'mistake' in read ? read.mistake : undefined;
    drafts.setMistake(draft.key, field.name, 'mistake' in read);
    if ('value' in read) drafts.setOption(draft.key, field.name, read.value);
  };
  useEffect(() => () => drafts.setMistake(draft.key, field.name, false), [draft.key, field.name]);
  const isMistaken = mistake.value !== undefined;
  const common = {
    id,
    'aria-invalid': isMistaken,
    'aria-describedby': `${isMistaken ? `${id}-mistake ` : ''}${id}-help`,
    defaultValue: textOf(field, options[field.name]),
  };
  return (
    <>
      {field.kind === 'list' ? (
        <textarea
          {...common}
          rows={2}
          placeholder={said.onePerLine}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          autoComplete="off"
          maxLength={field.kind === 'text' ? field.maxLength : undefined}
          placeholder={
            field.kind === 'number' && field.default !== undefined ? String(field.default) : said.automatic
          }
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      )}
      {mistake.value !== undefined && (
        <p class="mistake" id={`${id}-mistake`}>
          {mistakeText(mistake.value, strings.value)}
        </p>
      )}
    </>
  );
}

/** Options that the page was not told of are called as in the API. */
function nameOf({ name }: Field, { options: { names } }: Strings): string {
  if (Object.hasOwn(names, name)) return names[name as keyof typeof names];
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function mistakeText(mistake: Mistake, { options: said }: Strings): string {
  if (mistake.kind === 'number') return said.notNumber;
  if (mistake.kind === 'whole') return said.notWhole;
  const limits: [keyof Range, string][] = [
    ['min', said.atLeast],
    ['above', said.moreThan],
    ['max', said.atMost],
    ['below', said.lessThan],
  ];
  return limits
    .flatMap(([name, sentence]) => {
      const limit = mistake.range[name];
      return limit === undefined ? [] : [fill(sentence, { limit: format.value.number(limit) })];
    })
    .join(' ');
}
