import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Makes what was created, renamed or removed in this folder survive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // no handle to a folder there; NTFS journals its entries
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * As `syncFolder`, for a folder that many change at once: those who ask while it is being synced share the next sync,
 * which begins after all of them have asked.
 */
export function shareSyncs(sync = syncFolder): (folder: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const start = (folder: string): Promise<void> => {
    next.delete(folder);
    const started = sync(folder).finally(() => {
      if (running.get(folder) === started) running.delete(folder);
    });
    running.set(folder, started);
    return started;
  };
  return (folder) => {
    const current = running.get(folder);
    if (current === undefined) return start(folder);
    const again = () => start(folder);
    const shared = next.get(folder) ?? current.then(again, again);
    next.set(folder, shared);
    return shared;
  };
}

/** Makes the folder and its parents where they are missing; those it made survive a power loss. */
export async function makeDurableFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = resolve(folder); made !== top; made = dirname(made)) await syncFolder(dirname(made));
}
