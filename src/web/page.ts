import { signal } from '@preact/signals';
import { announceChange } from './announcements.ts';
import { api, eventsUrl, upload } from './api/api.ts';
import { openBrowserStorage } from './browser-storage.ts';
import { createMemory } from './conversions/remembered.ts';
import { createSession } from './conversions/session.ts';
import { type Catalogue, createCatalogue } from './drafts/catalogue.ts';
import { createDrafts } from './drafts/drafts.ts';
import { createPreferences } from './drafts/preferences.ts';
import { newKey } from './new-key.ts';
import { backOnline } from './online.ts';

/** The parts of the page, each with what it needs of the browser. */
export const storage = openBrowserStorage();

export const catalogue = signal<Catalogue | undefined>(undefined);
export const catalogueFailed = signal(false);

export const drafts = createDrafts<File>({
  catalogue: () => catalogue.value,
  preferences: createPreferences(storage),
  newKey,
});

export const session = createSession<File>({
  api,
  memory: createMemory(storage),
  stream: {
    connect: (ids) => new EventSource(eventsUrl(ids)),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  },
  upload: {
    send: ({ file, target, options }, idempotencyKey, onProgress, signal) =>
      upload(file, {
        to: target,
        options,
        preview: true,
        idempotencyKey,
        signal,
        onUploadProgress: ({ sentBytes }) => onProgress(sentBytes, file.size),
      }),
    pause: backOnline,
    nowMs: () => performance.now(),
    random: Math.random,
  },
  newKey,
  onChange: announceChange,
});

const RETRY_MS = 5000;

/** Until it succeeds: without formats nothing can be converted. */
async function loadCatalogue(): Promise<void> {
  for (;;) {
    try {
      catalogue.value = createCatalogue(await api.formats());
      catalogueFailed.value = false;
      return;
    } catch {
      catalogueFailed.value = true;
      await backOnline(RETRY_MS, new AbortController().signal);
    }
  }
}

/** Files that are given to the page earlier wait for it. */
export const catalogueLoaded = loadCatalogue();
