import type { JSX } from 'preact';
import { Help } from './help.tsx';
import { actionOf } from './keys.ts';
import { Loading } from './loading.tsx';
import { PaneCard } from './pane-card.tsx';
import { PartsPanel } from './parts-panel.tsx';
import { SectionBar } from './section-bar.tsx';
import { SideSwitch } from './side-switch.tsx';
import { Toolbar } from './toolbar.tsx';
import type { Viewing } from './viewing.ts';

/** The whole window of the viewer. The stage puts its canvas into `.viewer-canvas`. */
export function ViewerDialog({ viewing, onClose }: { viewing: Viewing; onClose(): void }): JSX.Element {
  const { strings, sides, state, phase, problem, announcement } = viewing;
  const shown = phase.value === 'shown';
  return (
    <dialog
      class="viewer"
      tabIndex={-1} // takes the focus itself: every key works at once, and no button looks chosen
      aria-labelledby="viewer-title"
      onClose={onClose}
      onKeyDown={(event) => onKey(viewing, event)}
    >
      <header class="viewer-header">
        <h2 id="viewer-title">{strings.title}</h2>
        {shown && sides.length > 1 && <SideSwitch viewing={viewing} />}
        <Help viewing={viewing} />
        <button type="button" class="viewer-close" onClick={onClose}>
          {strings.close}
        </button>
      </header>
      {shown && <Toolbar viewing={viewing} />}
      {shown && state.value.section && <SectionBar viewing={viewing} />}
      <div class="viewer-body">
        <section
          class="viewer-stage"
          data-background={state.value.background}
          data-shown={state.value.side}
          aria-label={strings.stage}
        >
          <div class="viewer-canvas" />
          {sides.map((viewed) => (
            <PaneCard key={viewed.side} viewing={viewing} viewed={viewed} />
          ))}
          {phase.value === 'loading' && <Loading viewing={viewing} />}
          {problem.value && (
            <p class="viewer-problem" role="alert">
              {problem}
            </p>
          )}
        </section>
        {shown && <PartsPanel viewing={viewing} />}
      </div>
      <p class="viewer-announcement" role="status">
        {announcement}
      </p>
    </dialog>
  );
}

/** Fields keep the keys that they need themselves. */
function onKey(viewing: Viewing, event: KeyboardEvent): void {
  const { target } = event;
  if (target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'range'))
    return;
  const action = actionOf(event);
  if (action === undefined) return;
  event.preventDefault();
  viewing.act(action);
}
