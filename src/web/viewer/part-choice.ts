import { type ReadonlySignal, signal } from '@preact/signals';
import { namesakesOf, type Part } from './parts.ts';

/** Which parts are hidden and which stand out: a part's namesake in the other model follows it. */
export interface PartChoice {
  readonly hidden: ReadonlySignal<ReadonlySet<Part>>;
  readonly highlighted: ReadonlySignal<ReadonlySet<Part>>;
  setModels(models: readonly (readonly Part[])[]): void;
  setShown(part: Part, shown: boolean): void;
  showAll(): void;
  /** Nothing stands out any more where the part already did. */
  toggleHighlight(part: Part | undefined): void;
}

export function createPartChoice(): PartChoice {
  const hidden = signal<ReadonlySet<Part>>(new Set());
  const highlighted = signal<ReadonlySet<Part>>(new Set());
  let namesakes = new Map<Part, Part[]>();
  const withNamesakes = (part: Part): Part[] => namesakes.get(part) ?? [part];
  return {
    hidden,
    highlighted,
    setModels(models) {
      namesakes = namesakesOf(models);
    },
    setShown(part, shown) {
      const next = new Set(hidden.value);
      for (const each of withNamesakes(part)) shown ? next.delete(each) : next.add(each);
      hidden.value = next;
    },
    showAll() {
      hidden.value = new Set();
    },
    toggleHighlight(part) {
      const same = part === undefined || highlighted.value.has(part);
      highlighted.value = new Set(same ? [] : withNamesakes(part));
    },
  };
}
