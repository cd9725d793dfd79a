import { session } from '../page.ts';
import { strings } from '../strings/language.ts';
import { ConversionCard } from './conversion-card.tsx';
import { DownloadAll } from './download-all.tsx';

/** What this browser has converted, newest first. */
export function ConversionList() {
  const rows = session.rows.value;
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
          {rows.map((row) => (
            <ConversionCard key={row.key} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}
