import './viewer.css';
import { h, render } from 'preact';
import { loadSides } from './load-sides.ts';
import { releaseObjects } from './release.ts';
import { showScene } from './scene.ts';
import { createStage, type Stage } from './stage.ts';
import type { ViewerStrings } from './strings.ts';
import type { ViewedModel } from './viewed-model.ts';
import { ViewerDialog } from './viewer-dialog.tsx';
import { ViewerError } from './viewer-error.ts';
import { createViewing, type Viewing } from './viewing.ts';

export type { ViewedModel, ViewerStrings };
export { ViewerError };

export interface ViewerOptions {
  /** Where the dialog is put; it covers the page all the same. */
  container: HTMLElement;
  /** One of them at least. */
  original?: ViewedModel | undefined;
  converted?: ViewedModel | undefined;
  strings: ViewerStrings;
  /** The person has closed it, or `dispose` was called: it is gone. */
  onClose?(): void;
}

export interface Viewer {
  /** Closes it and frees everything. */
  dispose(): void;
}

/**
 * Opens a modal dialog at once and loads the models into it. Resolves when they are shown, or when the person closed
 * it before. Rejects with a ViewerError where there is no WebGL or no model can be loaded: the dialog says so then,
 * and stays until the person closes it.
 */
export async function openViewer(options: ViewerOptions): Promise<Viewer> {
  const { container, onClose, strings } = options;
  const viewing = createViewing(options, strings);
  const host = container.appendChild(document.createElement('div'));
  render(h(ViewerDialog, { viewing, onClose: dispose }), host);
  const dialog = host.querySelector('dialog')!;
  const holder = host.querySelector<HTMLElement>('.viewer-stage')!;
  dialog.showModal();
  dialog.focus();
  const closing = new AbortController();
  let stage: Stage | undefined;
  let takeAway: (() => void) | undefined;

  function dispose(): void {
    if (closing.signal.aborted) return;
    closing.abort();
    takeAway?.();
    stage?.dispose();
    dialog.close(); // gives the focus back
    render(null, host);
    host.remove();
    onClose?.();
  }

  async function show(): Promise<void> {
    stage = openStage(holder.querySelector<HTMLElement>('.viewer-canvas')!, viewing);
    await loadSides(viewing.sides, strings, closing.signal);
    if (closing.signal.aborted) return releaseLoaded(viewing);
    viewing.phase.value = 'shown';
    await new Promise((resolve) => setTimeout(resolve)); // the components lay out the panes
    if (closing.signal.aborted) return releaseLoaded(viewing);
    takeAway = showScene({ viewing, stage, holder });
  }

  try {
    await show();
  } catch (error) {
    if (!closing.signal.aborted) {
      viewing.problem.value = error instanceof ViewerError ? error.message : String(error);
      viewing.phase.value = 'failed';
      throw error;
    }
  }
  return { dispose };
}

function openStage(holder: HTMLElement, { strings, problem }: Viewing): Stage {
  try {
    return createStage(holder, {
      onContextLost: () => {
        problem.value = strings.contextLost;
      },
      onContextRestored: () => {
        problem.value = '';
      },
    });
  } catch (cause) {
    throw new ViewerError('webgl_missing', strings.webglMissing, { cause });
  }
}

function releaseLoaded({ sides }: Viewing): void {
  for (const { loaded } of sides) if (loaded.value !== undefined) releaseObjects(loaded.value.root);
}
