import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Wish } from '../conversions/session.ts';
import {
  changedOptions,
  type Field,
  fieldsOf,
  lastingOptions,
  type Options,
  validOptions,
} from '../options/fields.ts';
import { type Catalogue, extensionOf } from './catalogue.ts';
import type { Preferences } from './preferences.ts';

/** A file that was given to the page and waits for a person to say what it becomes. */
export interface Draft<File> {
  key: string;
  file: File;
  source: string;
  target: string;
  /** Where they were set for this file; else those of the last file of this pair. */
  options: Options | undefined;
  /** Names of options whose text is no value. */
  mistakes: readonly string[];
}

export type Refusal = { name: string; extension: string; reason: 'unsupported' | 'noExtension' | 'empty' };

interface FileLike {
  name: string;
  size: number;
}

/** The files between being dropped and being converted. */
export interface Drafts<File> {
  readonly list: ReadonlySignal<readonly Draft<File>[]>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  readonly isValid: ReadonlySignal<boolean>;
  /** Takes the files that can be converted; the others become refusals. */
  add(files: readonly File[]): { added: number; refused: readonly Refusal[] };
  dismissRefusals(): void;
  setTarget(key: string, target: string): void;
  setTargetOfAll(target: string): void;
  setOption(key: string, name: string, value: unknown): void;
  setMistake(key: string, name: string, isMistaken: boolean): void;
  resetOptions(key: string): void;
  remove(key: string): void;
  /** Empties the list. */
  take(): readonly Wish<File>[];
  clear(): void;
  fields(draft: Draft<File>): readonly Field[];
  /** What the form shows: also options that equal their defaults. */
  options(draft: Draft<File>): Options;
}

const FAVOURITE_TARGET = 'glb';

export function createDrafts<File extends FileLike>(parts: {
  catalogue(): Catalogue | undefined;
  preferences: Preferences;
  newKey(): string;
}): Drafts<File> {
  const { preferences } = parts;
  const list = signal<readonly Draft<File>[]>([]);
  const refusals = signal<readonly Refusal[]>([]);
  /** Remembered options are no signal: a draft that shows them has to look again when they change. */
  const remembered = signal(0);

  const change = (key: string, to: (draft: Draft<File>) => Draft<File>) => {
    list.value = list.peek().map((draft) => (draft.key === key ? to(draft) : draft));
  };

  const fields = ({ source, target }: Draft<File>): readonly Field[] =>
    fieldsOf(parts.catalogue()?.pair(source, target)?.options_schema ?? {});

  function options(draft: Draft<File>): Options {
    remembered.value;
    return draft.options ?? validOptions(fields(draft), preferences.options(draft.source, draft.target));
  }

  function saveOptions(draft: Draft<File>, chosen: Options): Draft<File> {
    preferences.setOptions(draft.source, draft.target, lastingOptions(fields(draft), chosen));
    remembered.value++;
    return { ...draft, options: chosen };
  }

  function proposedTarget(source: string): string {
    const pairs = parts.catalogue()?.targetsOf(source) ?? [];
    const targets = pairs.map(({ target }) => target);
    const last = preferences.target(source);
    if (last !== undefined && targets.includes(last)) return last;
    if (source !== FAVOURITE_TARGET && targets.includes(FAVOURITE_TARGET)) return FAVOURITE_TARGET;
    const others = pairs.filter(({ target }) => target !== source);
    // Flat faces of solids are what few expect of a mesh.
    return (others.find(({ fidelity }) => fidelity !== 'faceted') ?? others[0] ?? pairs[0])?.target ?? '';
  }

  const withTarget = (draft: Draft<File>, target: string): Draft<File> =>
    draft.target === target ? draft : { ...draft, target, options: undefined, mistakes: [] };

  return {
    list,
    refusals,
    isValid: computed(() => list.value.every(({ mistakes }) => mistakes.length === 0)),
    fields,
    options,

    add(files) {
      const added: Draft<File>[] = [];
      const refused: Refusal[] = [];
      for (const file of files) {
        const extension = extensionOf(file.name);
        const source = parts.catalogue()?.sourceOf(file.name)?.id;
        if (extension === '') refused.push({ name: file.name, extension, reason: 'noExtension' });
        else if (source === undefined) refused.push({ name: file.name, extension, reason: 'unsupported' });
        else if (file.size === 0) refused.push({ name: file.name, extension, reason: 'empty' });
        else {
          const target = proposedTarget(source);
          added.push({ key: parts.newKey(), file, source, target, options: undefined, mistakes: [] });
        }
      }
      list.value = [...list.peek(), ...added];
      refusals.value = refused;
      return { added: added.length, refused };
    },

    dismissRefusals() {
      refusals.value = [];
    },

    setTarget(key, target) {
      change(key, (draft) => {
        preferences.setTarget(draft.source, target);
        return withTarget(draft, target);
      });
    },

    setTargetOfAll(target) {
      list.value = list.peek().map((draft) => {
        preferences.setTarget(draft.source, target);
        return withTarget(draft, target);
      });
    },

    setOption(key, name, value) {
      change(key, (draft) => {
        const { [name]: _, ...others } = options(draft);
        return saveOptions(draft, value === undefined ? others : { ...others, [name]: value });
      });
    },

    setMistake(key, name, isMistaken) {
      change(key, (draft) => {
        const others = draft.mistakes.filter((each) => each !== name);
        return { ...draft, mistakes: isMistaken ? [...others, name] : others };
      });
    },

    resetOptions(key) {
      change(key, (draft) => ({ ...saveOptions(draft, {}), mistakes: [] }));
    },

    remove(key) {
      list.value = list.peek().filter((draft) => draft.key !== key);
    },

    take() {
      const taken = list.peek().map((draft) => ({
        file: draft.file,
        name: draft.file.name,
        sizeBytes: draft.file.size,
        source: draft.source,
        target: draft.target,
        options: changedOptions(fields(draft), options(draft)),
      }));
      list.value = [];
      return taken;
    },

    clear() {
      list.value = [];
    },
  };
}
