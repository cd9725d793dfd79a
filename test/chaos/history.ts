/**
 * What was seen while faults were injected: the journals of the processes, and what clients saw. Moments are of the
 * machine's clock, which no fault moves.
 */
import type { Status } from '../../src/domain/conversion.ts';

/** The part of a conversion that a write made. */
export interface State {
  revision: number;
  status: Status;
  progress: number;
  attempt: number;
  sha256?: string;
}

/** One line of the journal of a process. `by` names the process and its life: `worker-1#3`. */
export type Entry = { at: number; by: string } & (
  | { kind: 'try'; call: number; operation: Operation; id: string; revision: number }
  | { kind: 'answer'; call: number; outcome: Outcome; state?: State; error?: string }
  /** A process got to an instant at which a fault was to hit it. */
  | { kind: 'hit'; order: number; id: string }
  | { kind: 'engine_failed'; id: string; code: string }
  | { kind: 'storage_failed'; code: string }
);
export type Operation = 'insert' | 'transition' | 'remove';
/** `unknown`: it failed or was never answered, so it may have been applied. */
export type Outcome = 'stored' | 'refused' | 'unknown';

/** A write and its answer. */
export interface Write {
  by: string;
  operation: Operation;
  id: string;
  /** That it would make. */
  revision: number;
  /** What is stored, where it was. */
  state: State | undefined;
  outcome: Outcome;
  at: number;
  answeredAt: number | undefined;
}

export interface Frame {
  at: number;
  /** Counts the connections of one watcher. */
  connection: number;
  event: string;
  revision: number;
  status: Status;
  progress: number;
  attempt: number;
}

export interface Watch {
  id: string;
  frames: Frame[];
  /** `gone`: the conversion was deleted. */
  ended: 'terminal' | 'gone' | 'unfinished';
}

export interface Accepted {
  id: string;
  /** The tag of its upload: each has its own, all tries of it the same. */
  tag: string;
  at: number;
}

export interface Download {
  id: string;
  at: number;
  sizeBytes: number;
  sha256: string;
  /** What the resource says. */
  told: { sizeBytes: number; sha256: string };
}

/** A request that was given up, after all tries. */
export interface GivenUp {
  what: string;
  at: number;
  why: string;
  id?: string;
}

/** A conversion in the store when all is over. */
export interface Final extends State {
  id: string;
  tag: string | undefined;
  /** Of every file that the record names. */
  keys: string[];
  sizeBytes: number | undefined;
  code: string | undefined;
  createdAt: number;
  /** Of the bytes of the converted file; absent where there are none. */
  stored?: { sizeBytes: number; sha256: string };
}

export interface History {
  writes: readonly Write[];
  accepted: readonly Accepted[];
  /** Whose deletion was asked for, whatever was answered. */
  deleted: ReadonlySet<string>;
  /** Whose cancellation was asked for. */
  cancelled: ReadonlySet<string>;
  watches: readonly Watch[];
  downloads: readonly Download[];
  /** Results that an independent reader did not find to be the model that was sent. */
  misread: readonly { id: string; why: string }[];
  givenUp: readonly GivenUp[];
  final: readonly Final[];
  /** Keys in the storage after the sweep. */
  files: readonly string[];
  /** Temporary files and folders after the sweep. */
  leftovers: readonly string[];
  /** What the working queues hold. */
  queues: readonly { name: string; messages: number }[];
  /** Announcements among the dead letters whose conversion exists. */
  deadAnnouncements: readonly string[];
  /** Processes that ended without being told to, or not with code 0 when told to stop. */
  exits: readonly { by: string; at: number; how: string }[];
  /** The uploads carried keys that make one conversion of all tries. */
  idempotent: boolean;
}

/** Puts each write together with its answer. */
export function pairWrites(entries: readonly Entry[]): Write[] {
  const writes = new Map<string, Write>();
  for (const entry of entries) {
    if (entry.kind === 'try') {
      const { by, at, operation, id, revision } = entry;
      const open = { state: undefined, outcome: 'unknown', answeredAt: undefined } as const;
      writes.set(`${by}/${entry.call}`, { by, at, operation, id, revision, ...open });
    } else if (entry.kind === 'answer') {
      const write = writes.get(`${entry.by}/${entry.call}`);
      if (write === undefined) throw new Error(`an answer without a question: ${JSON.stringify(entry)}`);
      write.outcome = entry.outcome;
      write.state = entry.state;
      write.answeredAt = entry.at;
    }
  }
  return [...writes.values()];
}

/** A process that was killed may have left half a line, at the end. */
export function parseJournal(text: string): Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry);
}
