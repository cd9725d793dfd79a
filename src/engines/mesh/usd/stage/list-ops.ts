import type { ListOp } from '../layer/layer.ts';

/**
 * The list that edits of several layers make together.
 * @param ops from the strongest to the weakest
 * @param keyOf tells equal items
 */
export function applyListOps<T>(ops: readonly ListOp<T>[], keyOf: (item: T) => string): T[] {
  if (ops.every(isEmpty)) return [];
  const items = new Map<string, T>();
  const put = (list: readonly T[], isFirst: boolean): void => {
    const before = isFirst ? [...items] : [];
    if (isFirst) items.clear();
    for (const item of list) {
      if (!isFirst) items.delete(keyOf(item));
      items.set(keyOf(item), item);
    }
    for (const [key, item] of before) if (!items.has(key)) items.set(key, item);
  };
  for (const { explicit, prepended, appended, deleted } of ops.toReversed()) {
    if (explicit !== undefined) {
      items.clear();
      put(explicit, false);
      continue;
    }
    for (const item of deleted) items.delete(keyOf(item));
    if (prepended.length > 0) put(prepended, true);
    put(appended, false);
  }
  return [...items.values()];
}

export const isEmpty = ({ explicit, prepended, appended }: ListOp<unknown>): boolean =>
  explicit === undefined && prepended.length === 0 && appended.length === 0;
