import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { KEY_OF } from './keys.ts';
import type { Viewing } from './viewing.ts';

/** A list of all keys, which closes on Escape and on a click elsewhere. */
export function Help({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, helpOpen } = viewing;
  const popover = useRef<HTMLElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    popover.current?.togglePopover(open);
  }, [open]);
  const rows: [keys: string, meaning: string][] = [
    ['← → ↑ ↓', strings.keyOrbit],
    ['⇧ ← → ↑ ↓', strings.keyPan],
    ['+ −', strings.keyZoom],
    [KEY_OF.fit, strings.fit],
    [KEY_OF.home, `${strings.view}: ${strings.viewHome}`],
    [KEY_OF.front, `${strings.view}: ${strings.viewFront}`],
    [KEY_OF.right, `${strings.view}: ${strings.viewRight}`],
    [KEY_OF.top, `${strings.view}: ${strings.viewTop}`],
    [KEY_OF.edges, strings.edges],
    [KEY_OF.wireframe, strings.wireframe],
    [KEY_OF.section, strings.section],
    [KEY_OF.linked, strings.linked],
    ['?', strings.help],
    ['Esc', strings.close],
  ];
  return (
    <>
      <button type="button" popovertarget="viewer-help">
        {strings.help}
      </button>
      <section
        ref={popover}
        id="viewer-help"
        class="viewer-help"
        popover="auto"
        aria-label={strings.help}
        onToggle={(event) => {
          helpOpen.value = event.newState === 'open';
        }}
      >
        <p>{strings.pointer}</p>
        <dl>
          {rows.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
