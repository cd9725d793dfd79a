import { type Change, type Conversion, isTerminal } from '../domain/conversion.ts';
import type { ProgressMessage } from '../domain/ports.ts';
import { Problem } from '../domain/problem.ts';
import type { Parts } from './parts.ts';

/**
 * Compare-and-set that starts over when another writer was first: `decide` sees the newest state each time and
 * throws where the change is no longer possible. Rejects with `conversion_not_found`.
 */
export async function changeConversion(
  { store, bus }: Pick<Parts, 'store' | 'bus'>,
  id: string,
  decide: (current: Conversion) => Change,
): Promise<Conversion> {
  for (;;) {
    const current = await store.find(id);
    if (current === undefined) throw new Problem('conversion_not_found');
    const changed = await store.transition(id, current.revision, decide(current));
    if (changed === undefined) continue;
    bus.publishProgress(progressOf(changed));
    return changed;
  }
}

export function progressOf(conversion: Conversion): ProgressMessage {
  const { id, revision, status, stage, progress, attempt, updatedAt, startedAt, tag } = conversion;
  return {
    id,
    revision,
    status,
    stage,
    progress,
    attempt,
    updatedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(tag === undefined ? {} : { tag }),
  };
}

export const requireTerminal = (conversion: Conversion): void => {
  if (!isTerminal(conversion.status)) throw new Problem('conversion_not_ended');
};
