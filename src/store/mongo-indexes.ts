import { isDeepStrictEqual } from 'node:util';
import { type Collection, type Document, MongoServerError } from 'mongodb';

/** The keys of an index, in order. */
export type IndexKey = Readonly<Record<string, 1 | -1>>;

const CONFLICTS: readonly unknown[] = [85, 86]; // IndexOptionsConflict, IndexKeySpecsConflict
const OPTIONS_THAT_HIDE_DOCUMENTS = ['unique', 'sparse', 'partialFilterExpression', 'hidden', 'collation'];

/**
 * Makes the indexes that are missing; any number of processes may do so at once. Each is named by its keys, so that a
 * version that needs another shape makes another index, and older processes keep theirs.
 * @throws Error where a foreign index stands in the way, with the command that removes it
 */
export async function ensureIndexes<T extends Document>(
  documents: Collection<T>,
  keys: readonly IndexKey[],
): Promise<void> {
  try {
    await documents.createIndexes(keys.map((key) => ({ key })));
  } catch (error) {
    if (!(error instanceof MongoServerError && CONFLICTS.includes(error.code))) throw error;
    for (const key of keys) await ensureIndex(documents, key);
  }
}

async function ensureIndex<T extends Document>(documents: Collection<T>, key: IndexKey): Promise<void> {
  try {
    await documents.createIndex(key);
  } catch (cause) {
    const existing = await documents.indexes();
    if (existing.some((index) => isSameOrder(index.key, key) && isPlain(index))) return; // under another name
    const inTheWay = existing.find((index) => isSameOrder(index.key, key) || index.name === nameOf(key));
    if (inTheWay === undefined) throw cause;
    const drop = `db.${documents.collectionName}.dropIndex(${JSON.stringify(inTheWay.name)})`;
    throw new Error(
      `The index ${inTheWay.name} of MongoDB's collection ${documents.collectionName} is not one that converto ` +
        `made, and stands in the way of ${nameOf(key)}. To remove it: ${drop}`,
      { cause },
    );
  }
}

/** As the driver names it. */
export const nameOf = (key: IndexKey): string =>
  Object.entries(key)
    .map((field) => field.join('_'))
    .join('_');

const isSameOrder = (one: object, other: object): boolean =>
  isDeepStrictEqual(Object.entries(one), Object.entries(other));

const isPlain = (index: object): boolean =>
  !OPTIONS_THAT_HIDE_DOCUMENTS.some((option) => Boolean(index[option as keyof typeof index]));
