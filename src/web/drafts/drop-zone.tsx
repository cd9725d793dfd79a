import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announcements.ts';
import { catalogue, catalogueFailed, catalogueLoaded, drafts, session } from '../page.ts';
import { UploadIcon } from '../parts/icons.tsx';
import { plural, strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import { droppedFiles } from './dropped-files.ts';

const SHOWN_FORMATS = 8;

/** Takes files from the whole window: dropped, chosen or pasted. */
export function DropZone() {
  const said = strings.value.drop;
  const isOver = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  useFilesOfWindow((over) => {
    isOver.value = over;
  });
  const isReady = catalogue.value !== undefined;
  const hasMore = drafts.list.value.length + session.rows.value.length > 0;
  return (
    <section
      id="add"
      tabIndex={-1}
      aria-label={said.choose}
      class={`drop${hasMore ? ' drop--slim' : ''}${isOver.value ? ' drop--over' : ''}`}
    >
      <UploadIcon />
      <p class="drop__invite">{isOver.value ? said.release : hasMore ? said.inviteMore : said.invite}</p>
      <div class="drop__choose">
        <button
          class="button button--main"
          type="button"
          disabled={!isReady}
          onClick={() => input.current?.click()}
        >
          {said.choose}
        </button>
        <span>{said.hint}</span>
      </div>
      <input
        ref={input}
        class="drop__input"
        type="file"
        multiple
        hidden
        aria-label={said.choose}
        onChange={({ currentTarget }) => {
          void takeFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = ''; // or choosing the same file again would be no change
        }}
      />
      <Reads />
    </section>
  );
}

function Reads() {
  const said = strings.value.drop;
  const isOpen = useSignal(false);
  const extensions = catalogue.value?.extensions;
  if (extensions === undefined)
    return (
      <p key="asking" class="drop__reads">
        {catalogueFailed.value ? said.formatsFailed : said.formatsLoading}
      </p>
    );
  const shown = isOpen.value ? extensions : extensions.slice(0, SHOWN_FORMATS);
  const rest = extensions.length - SHOWN_FORMATS;
  return (
    <p key="answered" class="drop__reads">
      {fill(said.reads, { extensions: shown.join(' ') })}{' '}
      {rest > 0 && (
        <button
          class="button button--text"
          type="button"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {isOpen.value ? said.fewerFormats : plural(said.allFormats, rest)}
        </button>
      )}
    </p>
  );
}

async function takeFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  await catalogueLoaded;
  const { added, refused } = drafts.add(files);
  const said = strings.peek();
  const parts = [
    ...(added > 0 ? [plural(said.drafts.added, added)] : []),
    ...(refused.length > 0 ? [plural(said.refusals.title, refused.length)] : []),
  ];
  announce(parts.join('. '));
}

function useFilesOfWindow(setOver: (isOver: boolean) => void): void {
  useEffect(() => {
    let depth = 0; // a drag enters and leaves every element on its way
    const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (carriesFiles(event)) setOver(++depth > 0);
    };
    const leave = (event: DragEvent) => {
      if (carriesFiles(event)) setOver(--depth > 0);
    };
    const allow = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then(takeFiles);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => void takeFiles([...(clipboardData?.files ?? [])]);
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', allow);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', allow);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, []);
}
