import { WebGLRenderer } from 'three';
import type { Pane } from './pane.ts';
import { INITIAL_STATE, type ViewState } from './view-state.ts';

/** One canvas behind all panes. It draws when something has changed, and never else. */
export interface Stage {
  readonly canvas: HTMLCanvasElement;
  setPanes(panes: readonly Pane[]): void;
  setState(state: Readonly<ViewState>): void;
  requestDraw(): void;
  dispose(): void;
}

/** More pixels than that for one of CSS cost time and are not seen. */
const MOST_PIXELS = 2;

export interface StageEvents {
  /** The graphics driver has stopped; nothing is drawn until it is back. */
  onContextLost(): void;
  onContextRestored(): void;
}

/** Throws where there is no WebGL 2. */
export function createStage(holder: HTMLElement, events: StageEvents): Stage {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true });
  renderer.autoClear = false;
  const canvas = renderer.domElement;
  holder.prepend(canvas);
  const closing = new AbortController();
  const { signal } = closing;
  canvas.addEventListener('webglcontextlost', events.onContextLost, { signal });
  canvas.addEventListener('webglcontextrestored', events.onContextRestored, { signal });
  canvas.addEventListener('webglcontextrestored', requestDraw, { signal });
  const resized = new ResizeObserver(() => requestDraw());
  resized.observe(holder);
  let panes: readonly Pane[] = [];
  let state = INITIAL_STATE;
  let frame: number | undefined;

  function requestDraw(): void {
    if (!signal.aborted) frame ??= requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = undefined;
    fitCanvas();
    renderer.setScissorTest(false);
    renderer.clear();
    renderer.setScissorTest(true);
    const origin = canvas.getBoundingClientRect();
    for (const pane of panes) {
      const { left, bottom, width, height } = pane.element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const place = [left - origin.left, origin.bottom - bottom, width, height] as const;
      renderer.setViewport(...place);
      renderer.setScissor(...place);
      pane.draw(renderer, state);
    }
  }

  function fitCanvas(): void {
    const { clientWidth, clientHeight } = holder;
    const ratio = Math.min(devicePixelRatio, MOST_PIXELS);
    const [width, height] = [Math.floor(clientWidth * ratio), Math.floor(clientHeight * ratio)];
    if (canvas.width === width && canvas.height === height) return;
    renderer.setPixelRatio(ratio);
    renderer.setSize(clientWidth, clientHeight);
  }

  return {
    canvas,
    setPanes(next) {
      panes = next;
      requestDraw();
    },
    setState(next) {
      state = next;
      requestDraw();
    },
    requestDraw,
    dispose() {
      closing.abort();
      if (frame !== undefined) cancelAnimationFrame(frame);
      resized.disconnect();
      renderer.dispose();
      renderer.forceContextLoss(); // at once: browsers allow only some contexts, and collect them late
      canvas.remove();
    },
  };
}
