import { computed, effect, untracked } from '@preact/signals';
import { fill } from '../strings/strings.ts';
import { sharedFrames } from './camera-pose.ts';
import { createCameras } from './cameras.ts';
import { onClick } from './on-click.ts';
import { paletteOf } from './palette.ts';
import { createPane, type Pane } from './pane.ts';
import type { Stage } from './stage.ts';
import type { ViewedSide, Viewing } from './viewing.ts';

export interface SceneParts {
  viewing: Viewing;
  stage: Stage;
  /** Holds the canvas; the models stand on its background. */
  holder: HTMLElement;
}

/** Puts the loaded models on the stage and keeps it as the viewing says. Returns what takes all that away. */
export function showScene({ viewing, stage, holder }: SceneParts): () => void {
  const { state, parts, strings } = viewing;
  const closing = new AbortController();
  const loaded = viewing.sides.flatMap((viewed) => viewed.loaded.value ?? []);
  const frames = sharedFrames(loaded.map(({ box }) => box));
  const viewedOf = new Map<Pane, ViewedSide>();
  for (const viewed of viewing.sides) {
    const model = viewed.loaded.value;
    if (model === undefined) continue;
    const element = holder.querySelector<HTMLElement>(`[data-side=${viewed.side}]`)!;
    const frame = frames[viewedOf.size]!;
    const pane: Pane = createPane({ element, model, frame, onTurned: () => turned(pane) });
    viewedOf.set(pane, viewed);
    onClick(element, closing.signal, (x, y) => viewing.highlightPart(pane.partAt(x, y, state.value)));
    const lead = () => viewing.change({ side: viewed.side });
    for (const kind of ['pointerdown', 'wheel']) {
      element.addEventListener(kind, lead, { signal: closing.signal, passive: true, capture: true });
    }
  }
  const panes = [...viewedOf.keys()];
  const leading = () => panes.find((pane) => viewedOf.get(pane)!.side === state.value.side) ?? panes[0]!;
  const cameras = createCameras(panes, leading, () => state.value.linked);

  function turned(pane: Pane): void {
    cameras.follow(pane);
    stage.requestDraw();
  }

  /** After the components have put the new background behind the canvas. */
  function repaint(): void {
    requestAnimationFrame(() => {
      if (closing.signal.aborted) return;
      const palette = paletteOf(holder);
      for (const pane of panes) pane.setPalette(palette);
      stage.requestDraw();
    });
  }

  async function drawEdges(pane: Pane): Promise<void> {
    viewedOf.get(pane)!.edgesLeftOut.value = !(await pane.prepareEdges());
    stage.requestDraw();
  }

  const name = shownNames(viewing);
  stage.canvas.setAttribute('role', 'img');
  stage.canvas.setAttribute('aria-label', fill(strings.picture, { name }));
  viewing.announcement.value = fill(strings.ready, { name });
  parts.setModels(loaded.map((model) => model.parts));
  stage.setPanes(panes);
  cameras.fit('home');
  viewing.camera.value = cameras;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint, { signal: closing.signal });
  const linked = computed(() => state.value.linked);
  const background = computed(() => state.value.background);
  const edges = computed(() => state.value.edges);
  const stops = [
    effect(() => stage.setState(state.value)),
    effect(() => {
      if (linked.value) untracked(() => turned(leading()));
    }),
    effect(() => {
      if (background.value) repaint();
    }),
    effect(() => {
      if (edges.value) for (const pane of panes) void drawEdges(pane);
    }),
    effect(() => {
      for (const pane of panes) pane.setHidden(parts.hidden.value);
      stage.requestDraw();
    }),
    effect(() => {
      for (const pane of panes) pane.setHighlighted(parts.highlighted.value);
      stage.requestDraw();
    }),
  ];
  return () => {
    closing.abort();
    for (const stop of stops) stop();
    viewing.camera.value = undefined;
    stage.setPanes([]);
    for (const pane of panes) pane.dispose();
  };
}

function shownNames({ sides, strings }: Viewing): string {
  const shown = sides.filter(({ loaded }) => loaded.value !== undefined);
  return shown.map(({ side, model }) => `${strings[side]} ${model.name}`).join(', ');
}
