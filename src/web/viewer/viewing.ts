import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { fill } from '../strings/strings.ts';
import type { ViewName } from './camera-pose.ts';
import type { CameraAction } from './cameras.ts';
import type { DownloadProgress } from './download.ts';
import type { KeyAction } from './keys.ts';
import type { LoadedModel } from './load-model.ts';
import { createPartChoice, type PartChoice } from './part-choice.ts';
import type { Part } from './parts.ts';
import type { ViewerStrings } from './strings.ts';
import { changed, INITIAL_STATE, SIDES, type Side, TOGGLES, type ViewState } from './view-state.ts';
import type { ViewedModel } from './viewed-model.ts';

/** What the person sees and has chosen: the components show it, the scene draws it. */
export interface Viewing {
  readonly strings: ViewerStrings;
  readonly sides: readonly ViewedSide[];
  readonly state: ReadonlySignal<ViewState>;
  readonly parts: PartChoice;
  readonly phase: Signal<'loading' | 'shown' | 'failed'>;
  /** Why nothing is shown, or nothing for the moment. */
  readonly problem: Signal<string>;
  /** A sentence for those who do not see what has changed. */
  readonly announcement: Signal<string>;
  readonly helpOpen: Signal<boolean>;
  /** Moves cameras; nothing while there are none. */
  readonly camera: Signal<CameraControl | undefined>;
  change(changes: Partial<ViewState>): void;
  act(action: KeyAction): void;
  showPart(part: Part, shown: boolean): void;
  /** The part stands out, or no longer where it already did. */
  highlightPart(part: Part | undefined): void;
}

export interface CameraControl {
  fit(view?: ViewName): void;
  move(action: CameraAction): void;
}

/** One of the models: what is known of it, and what has become of it. */
export interface ViewedSide {
  readonly side: Side;
  readonly model: ViewedModel;
  readonly progress: Signal<DownloadProgress>;
  readonly loaded: Signal<LoadedModel | undefined>;
  readonly problem: Signal<string>;
  readonly edgesLeftOut: Signal<boolean>;
}

export function createViewing(
  models: Readonly<Partial<Record<Side, ViewedModel | undefined>>>,
  strings: ViewerStrings,
): Viewing {
  const sides = SIDES.flatMap((side) => {
    const model = models[side];
    return model === undefined ? [] : [viewedSide(side, model)];
  });
  const state = signal<ViewState>({ ...INITIAL_STATE, side: sides.at(-1)?.side ?? INITIAL_STATE.side });
  const announcement = signal('');
  const helpOpen = signal(false);
  const camera = signal<CameraControl | undefined>(undefined);
  const parts = createPartChoice();
  const say = (sentence: string, { name }: Part) => {
    announcement.value = fill(sentence, { name: name || strings.unnamedPart });
  };

  function change(changes: Partial<ViewState>): void {
    const before = state.value;
    batch(() => {
      state.value = changed(before, changes);
      for (const name of TOGGLES.filter((toggle) => state.value[toggle] !== before[toggle])) {
        announcement.value = `${strings[name]}: ${state.value[name] ? strings.on : strings.off}`;
      }
    });
  }

  return {
    strings,
    sides,
    state,
    parts,
    phase: signal('loading'),
    problem: signal(''),
    announcement,
    helpOpen,
    camera,
    change,
    act(action) {
      if (action.kind === 'toggle') change({ [action.what]: !state.value[action.what] });
      else if (action.kind === 'help') helpOpen.value = !helpOpen.value;
      else if (action.kind === 'fit') camera.value?.fit();
      else if (action.kind === 'view') camera.value?.fit(action.name);
      else camera.value?.move(action);
    },
    showPart(part, shown) {
      parts.setShown(part, shown);
      say(shown ? strings.partShown : strings.partHidden, part);
    },
    highlightPart(part) {
      parts.toggleHighlight(part);
      if (part !== undefined && parts.highlighted.value.has(part)) say(strings.partHighlighted, part);
    },
  };
}

const viewedSide = (side: Side, model: ViewedModel): ViewedSide => ({
  side,
  model,
  progress: signal({ loaded: 0, total: undefined }),
  loaded: signal(undefined),
  problem: signal(''),
  edgesLeftOut: signal(false),
});
