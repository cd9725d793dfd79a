import { announce } from '../announcements.ts';
import { session } from '../page.ts';
import { copyText } from '../parts/copy-text.ts';
import { BinIcon, CloseIcon, DownloadIcon, LinkIcon, RetryIcon } from '../parts/icons.tsx';
import { strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import { phaseOf, type Row } from './row.ts';
import type { RowHandle } from './session.ts';
import { ViewButton } from './view-button.tsx';

/** The buttons of a card. */
export function CardActions({ handle, row }: { handle: RowHandle; row: Row }) {
  const said = strings.value.row;
  const { name, conversion, acting } = row;
  const phase = phaseOf(row);
  const link = row.gone ? undefined : conversion?.links.converted;
  const canStop = phase === 'pending' || phase === 'in_progress' || phase === 'uploading';
  const canRetry = phase === 'refused' || phase === 'failed' || phase === 'cancelled';
  const result = conversion?.output?.file_name ?? name;
  return (
    <div class="actions">
      {link !== undefined && (
        <>
          <a
            class="button button--main"
            href={link}
            download
            aria-label={fill(said.downloadOf, { name: result })}
          >
            <DownloadIcon />
            {said.download}
          </a>
          <IconButton
            label={fill(said.copyOf, { name: result })}
            tip={said.copy}
            onClick={() => void copyLink(link)}
          >
            <LinkIcon />
          </IconButton>
        </>
      )}
      <ViewButton row={row} />
      {canRetry && (
        <button
          class="button"
          type="button"
          disabled={acting}
          aria-label={fill(said.retryOf, { name })}
          onClick={() => void session.retry(handle)}
        >
          <RetryIcon />
          {said.retry}
        </button>
      )}
      {canStop ? (
        <button
          class="button"
          type="button"
          disabled={acting}
          aria-label={fill(said.cancelOf, { name })}
          onClick={() => void (phase === 'uploading' ? session.remove(handle) : session.cancel(handle))}
        >
          <CloseIcon />
          {said.cancel}
        </button>
      ) : (
        <IconButton
          label={fill(phase === 'gone' || phase === 'refused' ? said.forgetOf : said.removeOf, { name })}
          tip={phase === 'gone' || phase === 'refused' ? said.forget : said.remove}
          disabled={acting}
          onClick={() => void session.remove(handle)}
        >
          <BinIcon />
        </IconButton>
      )}
    </div>
  );
}

function IconButton(props: {
  label: string;
  tip: string;
  disabled?: boolean;
  onClick: () => void;
  children: preact.ComponentChildren;
}) {
  return (
    <button
      class="button button--icon"
      type="button"
      title={props.tip}
      aria-label={props.label}
      disabled={props.disabled ?? false}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}

async function copyLink(path: string): Promise<void> {
  const link = new URL(path, location.href).href;
  const said = strings.peek().row;
  announce((await copyText(link)) ? said.copied : fill(said.notCopied, { link }));
}
