import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { ConvertoError } from '../../client/converto-error.ts';
import type { Api, Revised } from '../api/api.ts';
import { createUploadQueue, type UploadParts, type UploadState } from '../uploads/upload-queue.ts';
import type { Memory } from './remembered.ts';
import {
  asGone,
  emptyRow,
  isWatched,
  phaseOf,
  type Row,
  retriedAs,
  withConversion,
  withProgress,
} from './row.ts';
import { createSharedStream, type Frame, type SharedStreamParts } from './shared-stream.ts';

/** A file and what is to be made of it. */
export interface Wish<File> {
  file: File;
  name: string;
  sizeBytes: number;
  source: string;
  target: string;
  options: Readonly<Record<string, unknown>>;
}

export interface RowHandle {
  /** For this page only. */
  readonly key: string;
  readonly state: ReadonlySignal<Row>;
}

export interface SessionParts<File> {
  api: Api;
  memory: Memory;
  stream: Pick<SharedStreamParts, 'connect' | 'after'>;
  upload: Pick<UploadParts<unknown>, 'pause' | 'nowMs' | 'random'> & {
    /** As in UploadParts. The key is the same in every try for the same wish. */
    send(
      wish: Wish<File>,
      idempotencyKey: string,
      onProgress: (sentBytes: number, totalBytes: number) => void,
      signal: AbortSignal,
    ): Promise<string>;
  };
  newKey(): string;
  onChange?(before: Row, after: Row): void;
}

export interface Session<File> {
  /** Newest first. */
  readonly rows: ReadonlySignal<readonly RowHandle[]>;
  /** Whether it is still being asked what became of the conversions of earlier visits, newest first. */
  readonly isRecalling: ReadonlySignal<boolean>;
  /** Whether the event stream is open, or none is needed. */
  readonly isConnected: ReadonlySignal<boolean>;
  /** Whether leaving now would break an upload off. */
  readonly isUploading: ReadonlySignal<boolean>;
  /** Takes up what this browser remembers: also what another tab has added since. */
  recall(): Promise<void>;
  convert(wishes: readonly Wish<File>[]): void;
  cancel(row: RowHandle): Promise<void>;
  /** An upload that failed begins anew; of a conversion that ended the server makes another. */
  retry(row: RowHandle): Promise<void>;
  /** From the server and from the list. */
  remove(row: RowHandle): Promise<void>;
  /** After sleep, or back on line: asks for what may have happened meanwhile. */
  wake(): Promise<void>;
  /** Asks again for the place in the queue, of which no event tells. */
  refreshQueue(): Promise<void>;
}

/** So many requests at once, beside the event stream and the uploads: a browser opens six connections to a server. */
const REQUESTS_AT_ONCE = 2;
/** Places in the queue are asked for so many at most. */
const MOST_PLACES = 10;

interface Entry<File> {
  key: string;
  state: Signal<Row>;
  /** While its file may have to be sent again. */
  wish?: Wish<File>;
}

/** The conversions of this browser: the server is the truth, and everything here follows it. */
export function createSession<File>(parts: SessionParts<File>): Session<File> {
  const { api, memory } = parts;
  const entries = signal<readonly Entry<File>[]>([]);
  const isConnected = signal(true);
  const isRecalling = signal(false);
  const idsOf = (rows: readonly Entry<File>[]) => new Set(rows.map(({ state }) => state.peek().id));

  const queue = createUploadQueue<Entry<File>>({
    ...parts.upload,
    send: ({ key, wish }, onProgress, signal) => parts.upload.send(wish!, key, onProgress, signal),
    onState: (entry, upload: UploadState) => change(entry, (row) => ({ ...row, upload })),
    onAccepted(entry, id) {
      memory.add({ id, name: entry.state.peek().name });
      delete entry.wish;
      change(entry, (row) => ({ ...row, upload: undefined, id }));
      follow();
    },
  });

  const stream = createSharedStream({
    ...parts.stream,
    onFrame: take,
    onRefused: () => void refresh(isWatched),
    onConnected: (value) => {
      isConnected.value = value;
    },
  });

  /** @param isNews false for what was so before this page was opened */
  function change(entry: Entry<File>, to: (row: Row) => Row, isNews = true): void {
    const before = entry.state.peek();
    const after = to(before);
    if (after === before) return;
    entry.state.value = after;
    if (isNews) parts.onChange?.(before, after);
    if (isWatched(before) && !isWatched(after)) follow();
  }

  /** Oldest first: they end first. */
  function follow(): void {
    const watched = entries
      .peek()
      .flatMap(({ state }) => (isWatched(state.peek()) ? [state.peek().id!] : []));
    stream.watch(watched.reverse());
  }

  const entryOf = (id: string) => entries.peek().find(({ state }) => state.peek().id === id);

  function take(frame: Frame): void {
    const entry = entryOf(frame.data.id);
    if (entry === undefined) return;
    change(entry, (row) => {
      if (frame.event === 'deleted') return asGone(row);
      if (frame.event === 'progress') return withProgress(row, frame.data, frame.revision);
      return withConversion(row, frame.data, frame.revision);
    });
  }

  const learn = (entry: Entry<File>, { conversion, revision }: Revised, isNews = true) =>
    change(entry, (row) => withConversion(row, conversion, revision), isNews);

  async function refresh(which: (row: Row) => boolean, isNews = true): Promise<void> {
    const asked = entries.peek().filter(({ state }) => state.peek().id !== undefined && which(state.peek()));
    await eachOf(asked, REQUESTS_AT_ONCE, async (entry) => {
      const id = entry.state.peek().id!;
      try {
        learn(entry, await api.get(id), isNews);
      } catch (error) {
        if (!(error instanceof ConvertoError)) throw error;
        if (error.status === 404 && entry.state.peek().id === id) change(entry, asGone, isNews);
      }
    });
    follow();
  }

  /** Runs what a button does, and shows in the row why it could not. */
  async function act(
    handle: RowHandle,
    run: (entry: Entry<File>, id: string) => Promise<void>,
  ): Promise<void> {
    const entry = entries.peek().find(({ key }) => key === handle.key);
    const id = entry?.state.peek().id;
    if (entry === undefined || id === undefined || entry.state.peek().acting) return;
    change(entry, (row) => ({ ...row, acting: true, trouble: undefined }));
    let trouble: ConvertoError | undefined;
    try {
      await run(entry, id);
    } catch (error) {
      if (!(error instanceof ConvertoError)) throw error;
      trouble = error;
    }
    const isUnknown = trouble?.status === 404;
    change(entry, (row) => (isUnknown ? asGone(row) : { ...row, acting: false, trouble }));
    if (trouble?.status === 409) await refresh((row) => row.id === id); // something else was faster
  }

  function forget(entry: Entry<File>): void {
    const { id } = entry.state.peek();
    if (id !== undefined) memory.remove(id);
    entries.value = entries.peek().filter((each) => each !== entry);
    follow();
  }

  return {
    rows: entries,
    isConnected,
    isRecalling,
    isUploading: computed(() => entries.value.some(({ state }) => phaseOf(state.value) === 'uploading')),

    async recall() {
      const known = idsOf(entries.peek());
      const recalled = memory
        .list()
        .filter(({ id }) => !known.has(id))
        .map(({ id, name }) => ({ key: parts.newKey(), state: signal<Row>({ ...emptyRow, id, name }) }));
      const added = new Set(recalled.map(({ state }) => state.peek().id));
      batch(() => {
        isRecalling.value = true;
        entries.value = [...entries.peek(), ...recalled];
      });
      try {
        await refresh(({ id }) => added.has(id), false);
      } finally {
        isRecalling.value = false;
      }
    },

    convert(wishes) {
      const added = wishes.map((wish): Entry<File> => {
        const { name, sizeBytes, source, target } = wish;
        return { key: parts.newKey(), wish, state: signal({ ...emptyRow, name, sizeBytes, source, target }) };
      });
      batch(() => {
        entries.value = [...added.toReversed(), ...entries.peek()];
        for (const entry of added) queue.add(entry);
      });
    },

    cancel: (handle) => act(handle, async (entry, id) => learn(entry, await api.cancel(id))),

    async retry(handle) {
      const entry = entries.peek().find(({ key }) => key === handle.key);
      if (entry?.wish !== undefined) return queue.add(entry);
      await act(handle, async (acted, id) => {
        const newId = await api.retry(id, `retry-${id}`);
        memory.replace(id, { id: newId, name: acted.state.peek().name });
        change(acted, (row) => retriedAs(row, newId));
        follow();
      });
    },

    async remove(handle) {
      const entry = entries.peek().find(({ key }) => key === handle.key);
      if (entry === undefined) return;
      queue.drop(entry);
      const { id, gone } = entry.state.peek();
      if (id === undefined || gone) return forget(entry);
      await act(handle, async () => {
        await api.remove(id);
        forget(entry);
      });
    },

    async wake() {
      stream.wake();
      await refresh(isWatched);
    },

    refreshQueue: async () => {
      const places = new Set(
        entries
          .peek()
          .filter(({ state }) => phaseOf(state.peek()) === 'pending')
          .slice(-MOST_PLACES),
      );
      const ids = idsOf([...places]);
      await refresh(({ id }) => ids.has(id));
    },
  };
}

async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
