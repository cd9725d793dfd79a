import type { Change, Conversion, Stage, Status, StoredFile } from './conversion.ts';
import type { FormatId } from './formats.ts';
import type { IdempotencyKey, KeyChange, KeyEntry } from './idempotency.ts';
import type { Instant } from './instant.ts';
import type { SizeClass } from './size-class.ts';

/** Where conversions live: the source of truth. Adapters: src/store. Contract: test/contracts/conversion-store.ts. */
export interface ConversionStore {
  /** Durable when it resolves. Rejects where the id is taken. */
  insert(conversion: Conversion): Promise<void>;
  find(id: string): Promise<Conversion | undefined>;
  list(filter: ListFilter, window: ListWindow): Promise<ListPage>;
  /**
   * Compare-and-set: applies the change and adds 1 to the revision, durably, only if the stored revision is
   * `expectedRevision`. Resolves with what is now stored, or with undefined where someone else was first (or the
   * conversion is gone).
   */
  transition(id: string, expectedRevision: number, change: Change): Promise<Conversion | undefined>;
  /**
   * Conversions that need the sweeper, at most `limit`. First what was never announced, by `notBefore`, then by
   * `announcedAt`; lost leases by `until`; expired ones by `expiresAt`; absent before any moment, ties by id.
   */
  findStale(question: StaleQuestion, limit: number): Promise<Conversion[]>;
  /** How many pending conversions are older than this one; counts to `atMost` and no further. */
  countPendingBefore(id: string, atMost: number): Promise<number>;
  /** How many conversions are pending; counts to `atMost` and no further. */
  countPending(atMost: number): Promise<number>;
  /** A store for which counting costs counts each to `atMost` and no further. */
  countByStatus(atMost: number): Promise<Record<Status, number>>;
  /** Removes the record. False where there was none. */
  remove(id: string): Promise<boolean>;
  /** Rejects where the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ListFilter {
  status?: Status;
  targetFormat?: FormatId;
  tag?: string;
}

/** Newest first. `after`: only conversions older than this id; stable while others are inserted. */
export type ListWindow = { limit: number } & ({ skip: number } | { after: string });

export interface ListPage {
  conversions: Conversion[];
  /** How many match the filter in all; at least so many where a store for which counting costs stopped counting. */
  total: number;
  totalIsExact: boolean;
  hasMore: boolean;
}

export type StaleQuestion =
  /** Pending, due (`notBefore` ≤ now), and never announced or announced before this moment. */
  | { kind: 'unannounced'; now: Instant; announcedBefore: Instant }
  /** In progress with a lease that ended before this moment. */
  | { kind: 'lease_lost'; until: Instant }
  /** Terminal, with files, and an `expiresAt` at or before this moment. */
  | { kind: 'expired'; at: Instant };

/** What became of requests that carry a key; beside the conversions. Contract: test/contracts/idempotency-keys.ts. */
export interface IdempotencyKeys {
  find(key: IdempotencyKey): Promise<KeyEntry | undefined>;
  /**
   * Compare-and-set: stores the entry with the next revision, durably, only if the stored revision is
   * `expectedRevision`; 0: only if there is none. Resolves with what is now stored, or with undefined where someone
   * else was first.
   */
  put(key: IdempotencyKey, expectedRevision: number, entry: KeyChange): Promise<KeyEntry | undefined>;
  /** Removes entries whose `expiresAt` is at or before this moment, at most `limit`, oldest first. How many. */
  removeExpired(at: Instant, limit: number): Promise<number>;
}

/** Wakes processes up; the store is the truth. Adapters: src/bus. Contract: test/contracts/bus.ts. */
export interface Bus {
  /**
   * Announcements made before this moment are delivered or forgotten: an in-process bus starts empty, and the queue of
   * a broker may be deleted. What is still pending then is announced again.
   */
  readonly remembersSince: Instant;
  /**
   * Resolves once the announcement is confirmed: it will reach one consumer of its size, perhaps more than once; one
   * that is delivered again after a delay may reach a consumer of large ones.
   * @param size large where nothing is said
   */
  announceCreated(message: CreatedMessage, size?: SizeClass): Promise<void>;
  /**
   * At most `concurrency` handlers run at once.
   * @param size of the conversions whose announcements are consumed; large where nothing is said
   */
  consumeCreated(
    concurrency: number,
    handler: (message: CreatedMessage) => Promise<Disposition>,
    size?: SizeClass,
  ): Promise<Subscription>;
  /**
   * Sets an announcement aside that is spent, for a person to look at: no consumer gets it. Resolves once it is kept,
   * by a bus that keeps such letters (DeadLetters); one within a process only tells who listens.
   */
  deadLetter(message: CreatedMessage, reason: Error): Promise<void>;
  /** Fire and forget to every watcher in every process; may be lost. */
  publishProgress(message: ProgressMessage): void;
  watchProgress(watcher: (message: ProgressMessage) => void): Promise<Subscription>;
  publishCancel(message: CancelMessage): void;
  watchCancel(watcher: (message: CancelMessage) => void): Promise<Subscription>;
  /** Rejects where the bus cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CreatedMessage {
  id: string;
  revision: number;
}

/** What became of an announcement. `retry`: deliver it again after the delay; `reject`: to the dead letters. */
export type Disposition =
  | { kind: 'done' }
  | { kind: 'retry'; afterMs: number }
  | { kind: 'reject'; reason: Error };

/** The letters that were there when it was opened. Adapter: src/bus/rabbitmq-dead-letters.ts. */
export interface DeadLetters {
  /** How many they are, without those that somebody else holds. */
  readonly waiting: number;
  /** The next one, oldest first, each once. It is held for this reader until it is removed or the reader closes. */
  next(): Promise<DeadLetter | undefined>;
  /** Gives back what was not removed, in its order, before what nobody has read yet. */
  close(): Promise<void>;
}

export interface DeadLetter {
  /** Undefined where it is no announcement of ours. */
  message: CreatedMessage | undefined;
  /** Of its conversion; of the message where it is none of ours; undefined where that has none. */
  id: string | undefined;
  reason: string;
  /** When it was set aside, as far as the message says. */
  at: Instant | undefined;
  remove(): void;
}

/** `status` is the state at `revision`; a watcher that needs more asks the store. */
export interface ProgressMessage {
  id: string;
  revision: number;
  status: Status;
  stage: Stage;
  progress: number;
  attempt: number;
  updatedAt: Instant;
  startedAt?: Instant;
  tag?: string;
}

export interface CancelMessage {
  id: string;
}

export interface Subscription {
  /** No new delivery after it resolves; handlers under way have settled. */
  stop(): Promise<void>;
}

/** Where files live. Adapters: src/storage. Contract: test/contracts/file-storage.ts. */
export interface FileStorage {
  /** The absolute path of the local folder in which every workspace lies. */
  readonly workFolder: string;
  /**
   * Streams into a new file, visible under its key only once it is whole and durable. Leaves nothing behind on any
   * failure. Rejects with `storage_full`, `file_too_large`, the signal's reason, or what the source threw. The source
   * must not change a chunk that it has handed over. A key is checked by every method: TypeError where it is unsafe.
   */
  write(
    key: string,
    source: AsyncIterable<Uint8Array>,
    limits?: { maxBytes?: number; signal?: AbortSignal },
  ): Promise<StoredFile>;
  /**
   * Bytes from `start` to `end`, both inclusive; the whole file without a range. An `end` beyond the file is cut.
   * Undefined: no such file. Rejects with `range_not_satisfiable` where `start` is beyond it. Read or destroy the stream.
   */
  read(key: string, range?: { start: number; end: number }): Promise<ReadableFile | undefined>;
  stat(key: string): Promise<{ sizeBytes: number } | undefined>;
  /** Removes every file of the conversion. Missing files are no error. */
  removeAll(conversionId: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** A private local folder for one attempt, where an engine's program may read and write. */
  openWorkspace(conversionId: string, attempt: number): Promise<Workspace>;
  /** Every stored file, in no order; for the sweep of orphans. */
  list(): AsyncIterable<{ key: string; conversionId: string; modifiedAt: Instant }>;
  /**
   * Removes temporary files and workspaces that were last touched before this moment, and that this process is not
   * using. How many.
   */
  removeLeftovers(before: Instant): Promise<number>;
  /** Rejects where the storage cannot be reached or written. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ReadableFile {
  stream: AsyncIterable<Uint8Array> & { destroy(error?: Error): void };
  /** Of the whole file. */
  sizeBytes: number;
}

export interface Workspace {
  /**
   * Makes a stored file readable for a local program and returns its absolute path. It must not be changed.
   * Rejects with `original_missing` where there is none, with `storage_full`, or with the signal's reason.
   */
  fetch(key: string, signal?: AbortSignal): Promise<string>;
  /** The absolute path of a file that a program may write. */
  pathOf(name: string): string;
  /**
   * Moves a file of the workspace into the storage, durable when it resolves. Rejects with `storage_full`, or with the
   * signal's reason; then nothing is stored.
   */
  store(name: string, key: string, signal?: AbortSignal): Promise<StoredFile>;
  /** Removes the folder. */
  dispose(): Promise<void>;
}

/** What is known of the store, the bus and the storage without asking them. */
export interface Availability {
  /** Throws `dependency_unavailable` where a new conversion could not be kept or announced now. */
  requireAll(): void;
}
