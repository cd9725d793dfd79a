import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { fill } from '../strings/strings.ts';
import { type PartRow, partRows } from './parts.ts';
import { SideSwitch } from './side-switch.tsx';
import type { Viewing } from './viewing.ts';

/** Rows at once: a browser lays out some hundred without a pause. */
const PAGE = 300;

/** The parts of the model that was last used, as a tree whose rows hide, show and highlight. */
export function PartsPanel({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, sides, state, parts } = viewing;
  const limit = useSignal(PAGE);
  const side = useComputed(() => state.value.side);
  const model = sides.find((viewed) => viewed.side === side.value)?.loaded.value;
  const { rows, total } = partRows(model?.parts ?? [], limit.value);
  const rest = new Intl.NumberFormat(strings.locale).format(total - rows.length);
  return (
    <details class="viewer-parts" open={matchMedia('(min-width: 60rem)').matches}>
      <summary>
        {strings.parts} ({total})
      </summary>
      {sides.length > 1 && <SideSwitch viewing={viewing} />}
      {parts.hidden.value.size > 0 && (
        <button type="button" onClick={parts.showAll}>
          {strings.showAll}
        </button>
      )}
      <ul>
        {rows.map((row) => (
          <PartsRow key={row.part.node} viewing={viewing} row={row} />
        ))}
      </ul>
      {total > rows.length && (
        <button
          type="button"
          onClick={() => {
            limit.value += PAGE;
          }}
        >
          {fill(strings.moreParts, { count: rest })}
        </button>
      )}
    </details>
  );
}

function PartsRow({ viewing, row: { part, depth } }: { viewing: Viewing; row: PartRow }): JSX.Element {
  const { strings, parts } = viewing;
  const name = part.name || strings.unnamedPart;
  return (
    <li style={{ '--depth': Math.min(depth, 8) }}>
      <input
        type="checkbox"
        aria-label={fill(strings.showPart, { name })}
        checked={!parts.hidden.value.has(part)}
        onChange={(event) => viewing.showPart(part, event.currentTarget.checked)}
      />
      <button
        type="button"
        title={name}
        aria-pressed={parts.highlighted.value.has(part)}
        onClick={() => viewing.highlightPart(part)}
      >
        {part.colours.slice(0, 3).map((colour) => (
          <span key={colour} class="viewer-swatch" style={{ backgroundColor: colour }} />
        ))}
        {name}
      </button>
    </li>
  );
}
