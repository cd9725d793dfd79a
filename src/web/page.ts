import { signal } from '@preact/signals';
import { announceChange } from './announcements.ts';
import { api, EVENTS_URL, UPLOAD_URL } from './api/api.ts';
import { openBrowserStorage } from './browser-storage.ts';
import { createMemory } from './conversions/remembered.ts';
import { createSession } from './conversions/session.ts';
import { type Catalogue, createCatalogue } from './drafts/catalogue.ts';
import { createDrafts } from './drafts/drafts.ts';
import { createPreferences } from './drafts/preferences.ts';
import { newKey } from './new-key.ts';
import { backOnline } from './online.ts';
import { sendForm } from './uploads/send-form.ts';

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
    connect: (ids) => new EventSource(`${EVENTS_URL}?ids=${ids.join(',')}`),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  },
  upload: {
    async send({ file, target, options }, idempotencyKey, onProgress, signal) {
      const form = new FormData();
      form.set('target_format', target);
      form.set('options', JSON.stringify(options));
      form.set('preview', 'true');
      form.set('file', file); // last, so that the server can refuse the rest before it
      const headers = { 'idempotency-key': idempotencyKey };
      return (await sendForm<{ id: string }>({ url: UPLOAD_URL, headers, form, signal, onProgress })).id;
    },
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
