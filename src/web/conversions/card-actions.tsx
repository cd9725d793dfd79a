import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { announce } from '../announcements.ts';
import { session } from '../page.ts';
import { copyText } from '../parts/copy-text.ts';
import { focusSection } from '../parts/focus-section.ts';
import { BinIcon, CheckIcon, CloseIcon, DownloadIcon, LinkIcon, RetryIcon } from '../parts/icons.tsx';
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
  const drop = async () => {
    await session.remove(handle);
    if (!session.rows.peek().some(({ key }) => key === handle.key)) focusSection('conversions');
  };
  return (
    <div class="actions">
      {link !== undefined && (
        <a
          class="button button--main"
          href={link}
          download
          aria-label={fill(said.downloadOf, { name: result })}
        >
          <DownloadIcon />
          {said.download}
        </a>
      )}
      <ViewButton row={row} />
      {link !== undefined && <CopyButton name={result} link={link} />}
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
          onClick={() => void (phase === 'uploading' ? drop() : session.cancel(handle))}
        >
          <CloseIcon />
          {said.cancel}
        </button>
      ) : (
        <IconButton
          label={fill(phase === 'gone' || phase === 'refused' ? said.forgetOf : said.removeOf, { name })}
          tip={phase === 'gone' || phase === 'refused' ? said.forget : said.remove}
          disabled={acting}
          onClick={() => void drop()}
        >
          <BinIcon />
        </IconButton>
      )}
    </div>
  );
}

const SHOWN_MS = 2500;

function CopyButton({ name, link }: { name: string; link: string }) {
  const said = strings.value.row;
  const isCopied = useSignal(false);
  const copy = async () => {
    const { href } = new URL(link, location.href);
    isCopied.value = await copyText(href);
    announce(isCopied.value ? said.copied : fill(said.notCopied, { link: href }));
    setTimeout(() => {
      isCopied.value = false;
    }, SHOWN_MS);
  };
  return (
    <IconButton
      label={fill(said.copyOf, { name })}
      tip={isCopied.value ? said.copied : said.copy}
      onClick={() => void copy()}
    >
      {isCopied.value ? <CheckIcon /> : <LinkIcon />}
    </IconButton>
  );
}

function IconButton(props: {
  label: string;
  tip: string;
  disabled?: boolean;
  onClick: () => void;
  children: ComponentChildren;
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
