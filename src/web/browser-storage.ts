import type { KeyValueStorage } from './conversions/remembered.ts';

/** localStorage, or the memory of this visit where the browser forbids or has no room for it. */
export function openBrowserStorage(): KeyValueStorage {
  const spare = new Map<string, string>();
  return {
    getItem(key) {
      try {
        return spare.get(key) ?? localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    setItem(key, value) {
      try {
        localStorage.setItem(key, value);
        spare.delete(key);
      } catch {
        spare.set(key, value);
      }
    },
  };
}
