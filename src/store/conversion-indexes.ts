import { createHash } from 'node:crypto';
import { type Conversion, isTerminal } from '../domain/conversion.ts';
import type { Instant } from '../domain/instant.ts';
import type { ListFilter, StaleQuestion } from '../domain/ports.ts';

/** A range of keys: `from` is in it, `to` is not. */
export interface KeyRange {
  from: string;
  to: string;
}

const ANY = '*';
const SEPARATOR = '/';
const AFTER_SEPARATOR = '0';

/** The list that a filter asks for: one for each combination of status, target format and tag. */
export const listPrefix = ({ status, targetFormat, tag }: ListFilter): string =>
  `${status ?? ANY}.${targetFormat ?? ANY}.${tag === undefined ? ANY : digestOf(tag)}`;

/** Every list that a conversion belongs to: eight with a tag, four without. */
export function listPrefixes({ status, targetFormat, tag }: Conversion): string[] {
  const prefixes: string[] = [];
  for (const byStatus of [{}, { status }]) {
    for (const byFormat of [{}, { targetFormat }]) {
      prefixes.push(listPrefix({ ...byStatus, ...byFormat }));
      if (tag !== undefined) prefixes.push(listPrefix({ ...byStatus, ...byFormat, tag }));
    }
  }
  return prefixes;
}

export const listKey = (prefix: string, id: string): string => prefix + SEPARATOR + id;

export const listRange = (prefix: string): KeyRange => ({
  from: prefix + SEPARATOR,
  to: prefix + AFTER_SEPARATOR,
});

export const idOfKey = (key: string): string => key.slice(key.lastIndexOf(SEPARATOR) + 1);

/** Where a conversion waits for the sweeper: the moment that matters, then the id. */
export function staleKey(conversion: Conversion): string | undefined {
  const { id, status, announcedAt = 0, notBefore = 0, lease, expiresAt, filesRemovedAt } = conversion;
  if (status === 'pending') return `unannounced/${sortable(announcedAt)}/${sortable(notBefore)}/${id}`;
  if (status === 'in_progress') return `lease_lost/${sortable(lease?.until ?? 0)}/${id}`;
  if (isTerminal(status) && expiresAt !== undefined && filesRemovedAt === undefined) {
    return `expired/${sortable(expiresAt)}/${id}`;
  }
  return undefined;
}

/**
 * The ranges of stale keys that can hold answers, oldest first. Keys round moments down to milliseconds and an
 * announced conversion may still not be due, so each candidate is asked `isStale`.
 */
export function staleRanges(question: StaleQuestion): KeyRange[] {
  switch (question.kind) {
    case 'unannounced': {
      const never = `unannounced/${sortable(0)}/`;
      return [
        { from: never, to: `${never}${sortable(question.now)}0` },
        { from: `unannounced/${sortable(1)}/`, to: `unannounced/${sortable(question.announcedBefore)}0` },
      ];
    }
    case 'lease_lost':
      return [{ from: 'lease_lost/', to: `lease_lost/${sortable(question.until)}0` }];
    case 'expired':
      return [{ from: 'expired/', to: `expired/${sortable(question.at)}0` }];
  }
}

export function isStale(conversion: Conversion, question: StaleQuestion): boolean {
  switch (question.kind) {
    case 'unannounced': {
      const { status, announcedAt, notBefore = 0 } = conversion;
      const unheard = announcedAt === undefined || announcedAt < question.announcedBefore;
      return status === 'pending' && notBefore <= question.now && unheard;
    }
    case 'lease_lost':
      return conversion.status === 'in_progress' && (conversion.lease?.until ?? 0) < question.until;
    case 'expired':
      return (conversion.expiresAt ?? Number.POSITIVE_INFINITY) <= question.at;
  }
}

const LATEST = 2 ** 48 - 1;

/** Twelve hexadecimal digits, so that text sorts as time does. */
export const sortable = (instant: Instant): string =>
  Math.floor(Math.min(Math.max(instant, 0), LATEST))
    .toString(16)
    .padStart(12, '0');

/** A tag may be any text; a key of LMDB may not. */
const digestOf = (tag: string): string => createHash('sha256').update(tag).digest('hex').slice(0, 32);
