/** What a browser keeps of a conversion that is its own; everything else is the server's to say. */
export interface Remembered {
  id: string;
  name: string;
}

export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface Memory {
  /** Newest first. */
  list(): readonly Remembered[];
  add(entry: Remembered): void;
  /** Keeps the place of the first in the list. */
  replace(id: string, entry: Remembered): void;
  remove(id: string): void;
}

export const REMEMBERED_KEY = 'converto.conversions';
const MOST = 500;

/** Reads before it writes, because other tabs write too. */
export function createMemory(storage: KeyValueStorage): Memory {
  const list = () => parse(storage.getItem(REMEMBERED_KEY));
  const save = (entries: readonly Remembered[]) =>
    storage.setItem(REMEMBERED_KEY, JSON.stringify(entries.slice(0, MOST)));
  return {
    list,
    add: (entry) => save([entry, ...list().filter(({ id }) => id !== entry.id)]),
    replace: (id, entry) => save(list().map((each) => (each.id === id ? entry : each))),
    remove: (id) => save(list().filter((each) => each.id !== id)),
  };
}

/** What others wrote there, or an older version, is no reason to fail. */
function parse(text: string | null): readonly Remembered[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

const isRemembered = (value: unknown): value is Remembered =>
  typeof value === 'object' &&
  value !== null &&
  /^[0-9a-f]{24}$/.test(String((value as Remembered).id)) &&
  typeof (value as Remembered).name === 'string';
