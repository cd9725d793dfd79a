import { rmSync } from 'node:fs';

const unfinished = new Set<string>();

/** Remembers a file or folder that must not outlive this process. Call what it returns once it is gone or finished. */
export function rememberLeftover(path: string): () => void {
  unfinished.add(path);
  return () => void unfinished.delete(path);
}

/** For a process that leaves without waiting for anything. */
export function removeLeftoversNow(): void {
  for (const path of unfinished) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // whoever wants to leave is not kept
    }
  }
}
