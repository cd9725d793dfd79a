import { useComputed } from '@preact/signals';
import { archiveUrl } from '../api/api.ts';
import { session } from '../page.ts';
import { DownloadIcon } from '../parts/icons.tsx';
import { plural, strings } from '../strings/language.ts';
import type { Row } from './row.ts';

/** So many results one archive takes. */
const MOST = 100;

/** The newest results as one ZIP file, where there are several. */
export function DownloadAll() {
  // As text, so that a progress of some row draws nothing here.
  const joined = useComputed(() =>
    session.rows.value
      .flatMap(({ state }) => downloadableId(state.value) ?? [])
      .slice(0, MOST)
      .join(),
  );
  const ids = joined.value === '' ? [] : joined.value.split(',');
  if (ids.length < 2) return null;
  return (
    <a class="button" href={archiveUrl(ids)} download>
      <DownloadIcon />
      {plural(strings.value.list.downloadAll, ids.length)}
    </a>
  );
}

const downloadableId = ({ gone, conversion }: Row): string | undefined =>
  gone || conversion?.links.converted === undefined ? undefined : conversion.id;
