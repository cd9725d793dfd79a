import { MongoError, MongoNetworkError, MongoNetworkTimeoutError } from 'mongodb';
import { isDuplicate } from './mongo-client.ts';

/** What a server says that is no primary, or no longer: it has not taken the write. */
const NOT_PRIMARY: readonly unknown[] = [10107, 13435, 13436, 11600, 11602, 189, 91, 10058];

/**
 * A write that is safe to repeat (an insert, or a compare-and-set) and marks its document, so that one whose answer was
 * lost is told from another's. Where no primary took it, or the connection broke, it is tried once more: the driver does
 * so too, but not on every server.
 * @param once false where it matched nothing
 * @param wasApplied whether a majority has what `once` writes
 * @returns false where someone else was first
 * @throws Error what the last try threw, where it cannot be known to have been applied: it may have been
 */
export async function writeKnowingly(
  once: () => Promise<boolean>,
  wasApplied: () => Promise<boolean>,
): Promise<boolean> {
  const attempt = async () => {
    try {
      return (await once()) || (await wasApplied());
    } catch (error) {
      const applied = await wasApplied().catch(() => undefined);
      if (applied) return true;
      if (applied === false && isDuplicate(error)) return false;
      throw error;
    }
  };
  try {
    return await attempt();
  } catch (error) {
    if (!isWorthAnotherTry(error)) throw error;
    return await attempt();
  }
}

/** Not after silence: whoever waits has waited long enough. */
const isWorthAnotherTry = (error: unknown): boolean =>
  (error instanceof MongoNetworkError && !(error instanceof MongoNetworkTimeoutError)) ||
  (error instanceof MongoError && NOT_PRIMARY.includes(error.code));
