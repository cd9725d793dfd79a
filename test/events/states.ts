import { type Conversion, claim, complete } from '../../src/domain/conversion.ts';
import { apply, freshConversion, OUTCOME, START } from '../domain/conversion-sample.ts';

const lease = { owner: 'worker', until: START + 1000 };
export const running = apply(freshConversion(), claim(freshConversion(), lease, START));

/** The running conversion at this revision. */
export const at = (revision: number, progress: number): Conversion => ({ ...running, revision, progress });

export const completedAt = (revision: number): Conversion => ({
  ...apply(running, complete(running, OUTCOME, START)),
  revision,
});

/** A store of one conversion, which a test replaces; it counts how often it is asked. */
export function storeOf(first: Conversion | undefined) {
  const store = { now: first, finds: 0 };
  const find = async () => {
    store.finds += 1;
    return store.now;
  };
  return { store, find };
}
