import type { Document, Filter } from 'mongodb';
import { type Conversion, isTerminal } from '../domain/conversion.ts';
import type { ListFilter, StaleQuestion } from '../domain/ports.ts';
import type { IndexKey } from './mongo-indexes.ts';

/**
 * A conversion as MongoDB keeps it: its JSON, which no key with a `$` or a dot can hurt, and beside it what queries ask
 * for. Absent moments are 0, which is before any other.
 */
export interface ConversionDocument {
  _id: string;
  revision: number;
  /** Who wrote this revision: tells a write that was applied, but not answered, from another's. */
  write: string;
  json: string;
  status: string;
  targetFormat: string;
  tag: string | null;
  /** Only while pending. */
  announcedAt?: number;
  notBefore?: number;
  /** Only while in progress. */
  leaseUntil?: number;
  /** Only while ended with files that are removed some day. */
  expiresAt?: number;
}

export function toDocument(conversion: Conversion, write: string): ConversionDocument {
  const { id, revision, status, targetFormat, tag } = conversion;
  return {
    _id: id,
    revision,
    write,
    json: JSON.stringify(conversion),
    status,
    targetFormat,
    tag: tag ?? null,
    ...staleFields(conversion),
  };
}

function staleFields(conversion: Conversion): Partial<ConversionDocument> {
  const { status, announcedAt = 0, notBefore = 0, lease, expiresAt, filesRemovedAt } = conversion;
  if (status === 'pending') return { announcedAt, notBefore };
  if (status === 'in_progress') return { leaseUntil: lease?.until ?? 0 };
  if (isTerminal(status) && expiresAt !== undefined && filesRemovedAt === undefined) return { expiresAt };
  return {};
}

export const toConversion = ({ json }: Pick<ConversionDocument, 'json'>): Conversion =>
  JSON.parse(json) as Conversion;

/**
 * Each begins with what is asked for equality and ends with the order, so that no question sorts or scans: one for each
 * combination of filters that a list may have, and one for each of the sweeper's questions.
 */
export const INDEXES: readonly IndexKey[] = [
  { status: 1, _id: -1 },
  { targetFormat: 1, _id: -1 },
  { tag: 1, _id: -1 },
  { status: 1, targetFormat: 1, _id: -1 },
  { status: 1, tag: 1, _id: -1 },
  { targetFormat: 1, tag: 1, _id: -1 },
  { status: 1, targetFormat: 1, tag: 1, _id: -1 },
  { status: 1, announcedAt: 1, notBefore: 1, _id: 1 },
  { status: 1, leaseUntil: 1, _id: 1 },
  { expiresAt: 1, _id: 1 },
];

export const listFilter = ({ status, targetFormat, tag }: ListFilter): Filter<ConversionDocument> => ({
  ...(status === undefined ? {} : { status }),
  ...(targetFormat === undefined ? {} : { targetFormat }),
  ...(tag === undefined ? {} : { tag }),
});

/**
 * The questions whose answers, one after another, hold those of the sweeper's, in order. They ask for a millisecond
 * more, and `isStale` decides: servers differ in how they compare fractions, and ends of ranges in an index.
 */
export function staleQueries(
  question: StaleQuestion,
): { filter: Filter<ConversionDocument>; sort: Document }[] {
  switch (question.kind) {
    case 'unannounced': {
      const due = { status: 'pending', notBefore: { $lt: question.now + 1 } };
      return [
        { filter: { ...due, announcedAt: 0 }, sort: { notBefore: 1, _id: 1 } },
        {
          filter: { ...due, announcedAt: { $gt: 0, $lt: question.announcedBefore } },
          sort: { announcedAt: 1, notBefore: 1, _id: 1 },
        },
      ];
    }
    case 'lease_lost':
      return [
        {
          filter: { status: 'in_progress', leaseUntil: { $lt: question.until } },
          sort: { leaseUntil: 1, _id: 1 },
        },
      ];
    case 'expired':
      return [{ filter: { expiresAt: { $lt: question.at + 1 } }, sort: { expiresAt: 1, _id: 1 } }];
  }
}
