import type { JSX } from 'preact';
import { fill } from '../strings/strings.ts';
import type { Viewing } from './viewing.ts';

const MEGABYTE = 1_000_000;

/** How much of both models has arrived; without numbers where a server does not say how much there is. */
export function Loading({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, sides } = viewing;
  const downloads = sides.map(({ progress }) => progress.value);
  const loaded = downloads.reduce((sum, download) => sum + download.loaded, 0);
  const total = downloads.reduce((sum, download) => sum + (download.total ?? Number.NaN), 0);
  const megabytes = new Intl.NumberFormat(strings.locale, { maximumFractionDigits: 1 });
  const [loadedText, totalText] = [loaded, total].map((bytes) => megabytes.format(bytes / MEGABYTE));
  return (
    <div class="viewer-loading">
      <p>{strings.loading}</p>
      {total > 0 ? (
        <progress aria-label={strings.loading} value={loaded} max={total} />
      ) : (
        <progress aria-label={strings.loading} />
      )}
      {total > 0 && <p>{fill(strings.downloaded, { loaded: loadedText!, total: totalText! })}</p>}
    </div>
  );
}
