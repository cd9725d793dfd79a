import type { JSX } from 'preact';
import type { Viewing } from './viewing.ts';

/** Which model a narrow screen shows; a wide one shows both. */
export function SideSwitch({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, sides, state } = viewing;
  return (
    <fieldset class="viewer-side-switch viewer-buttons" aria-label={strings.shownModel}>
      {sides.map(({ side }) => (
        <button
          type="button"
          key={side}
          aria-pressed={state.value.side === side}
          onClick={() => viewing.change({ side })}
        >
          {strings[side]}
        </button>
      ))}
    </fieldset>
  );
}
