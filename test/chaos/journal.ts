/** Writes the journal of one process: a line is in the file when the call returns, even if the process dies then. */
import { openSync, writeSync } from 'node:fs';
import type { Entry } from './history.ts';

type EntryBody = Entry extends infer E ? (E extends Entry ? Omit<E, 'at' | 'by'> : never) : never;

export interface Journal {
  write(entry: EntryBody): void;
}

export function openJournal(path: string, by: string, now: () => number): Journal {
  const file = openSync(path, 'a');
  return {
    write: (entry) => {
      writeSync(file, `${JSON.stringify({ at: now(), by, ...entry })}\n`);
    },
  };
}
