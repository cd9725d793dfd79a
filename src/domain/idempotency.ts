import type { Conversion } from './conversion.ts';
import type { Instant } from './instant.ts';

/** A finished key answers for this long. */
export const KEY_KEPT_MS = 24 * 60 * 60 * 1000;

/** Whoever asks, and the key of his choice; unique together. */
export interface IdempotencyKey {
  caller: string;
  key: string;
}

/** What is known of a key. Values are immutable: every change is a compare-and-set on `revision`. */
export interface KeyEntry {
  readonly revision: number;
  /**
   * Reserved by the first try and inherited by every later one. The store takes an id once, so that one key makes one
   * conversion, however many tries believe that they hold it.
   */
  readonly conversionId: string;
  /** Counts the tries and is the fencing token of the latest. */
  readonly tries: number;
  /** The latest try is under way until then, unless it renews its hold; 0: it ended. */
  readonly heldUntil: Instant;
  /** Of the latest try's request. */
  readonly contentLength?: number;
  /** Set once a try ended with a conversion. */
  readonly outcome?: KeyOutcome;
  readonly expiresAt: Instant;
}

export type KeyChange = Omit<KeyEntry, 'revision'>;

/** What the request asked for that made the conversion; kept because the conversion may be deleted. */
export interface KeyOutcome {
  /** Equal for requests that ask for the same. */
  readonly content: string;
  /** Of the file; 0 where there was none. */
  readonly sizeBytes: number;
  /** Of the request, where it was told. */
  readonly contentLength?: number;
}

export interface Hold {
  now: Instant;
  leaseMs: number;
}

/** A try of a key that nobody holds: the first, or one that inherits the id. */
export function beginTry(
  before: KeyEntry | undefined,
  { now, leaseMs }: Hold,
  nextId: () => string,
  contentLength?: number,
): KeyChange {
  const inherited = before === undefined || isOver(before, now) ? undefined : before;
  return {
    conversionId: inherited?.conversionId ?? nextId(),
    tries: (inherited?.tries ?? 0) + 1,
    ...heldFrom(now, leaseMs),
    ...(contentLength === undefined ? {} : { contentLength }),
  };
}

export const renewTry = (entry: KeyEntry, { now, leaseMs }: Hold): KeyChange => ({
  ...entry,
  ...heldFrom(now, leaseMs),
});

/** The try failed: the next one may begin at once. The id stays reserved, for a slower try may still be under way. */
export const releaseKey = (entry: KeyEntry, now: Instant): KeyChange => ({
  ...entry,
  heldUntil: 0,
  expiresAt: now + KEY_KEPT_MS,
});

export const finishKey = (entry: KeyEntry, outcome: KeyOutcome, now: Instant): KeyChange => ({
  ...entry,
  heldUntil: 0,
  outcome,
  expiresAt: now + KEY_KEPT_MS,
});

export const isHeld = (entry: KeyEntry, now: Instant): boolean => entry.heldUntil > now;

/** It is as if there were no such key. */
export const isOver = (entry: KeyEntry, now: Instant): boolean => entry.expiresAt <= now;

const heldFrom = (now: Instant, leaseMs: number) => ({
  heldUntil: now + leaseMs,
  expiresAt: now + leaseMs + KEY_KEPT_MS,
});

type Asked = Pick<Conversion, 'targetFormat' | 'options' | 'tag' | 'withPreview' | 'retryOf'> & {
  original: Pick<Conversion['original'], 'fileName' | 'sizeBytes' | 'sha256'>;
};

/** What a request asked for, as text. A retry asks for an earlier conversion and nothing else. */
export function contentOf({ targetFormat, options, tag, withPreview, retryOf, original }: Asked): string {
  if (retryOf !== undefined) return retryContent(retryOf);
  const { fileName, sizeBytes, sha256 } = original;
  return canonicalJson({ fileName, sizeBytes, sha256, targetFormat, options, tag, withPreview });
}

export const retryContent = (retryOf: string): string => canonicalJson({ retryOf });

/** The same for objects whose keys come in another order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
