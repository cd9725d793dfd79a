import { session } from '../page.ts';
import { strings } from '../strings/language.ts';
import { ConversionCard } from './conversion-card.tsx';
import { DownloadAll } from './download-all.tsx';
import { phaseOf } from './row.ts';
import type { RowHandle } from './session.ts';

/** What this browser has converted, newest first. */
export function ConversionList() {
  const rows = session.rows.value;
  const shown = session.isRecalling.value ? settled(rows) : rows;
  const said = strings.value.list;
  return (
    <section class="conversions" id="conversions" tabIndex={-1} aria-labelledby="conversions-title">
      <div class="section-head">
        <h2 id="conversions-title">{said.title}</h2>
        <DownloadAll />
      </div>
      {rows.length === 0 ? (
        <p class="conversions__empty">{said.empty}</p>
      ) : (
        <ul class="conversions__list">
          {shown.map((row) => (
            <ConversionCard key={row.key} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Those above the first of which nothing is known yet: once it is, it may be higher, and would move what is below. */
function settled(rows: readonly RowHandle[]): readonly RowHandle[] {
  const first = rows.findIndex(({ state }) => phaseOf(state.value) === 'unknown');
  return first < 0 ? rows : rows.slice(0, first);
}
