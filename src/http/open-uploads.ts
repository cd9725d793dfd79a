import { Problem } from '../domain/problem.ts';

/** The uploads under way, so that a closing server can wait for them, but not for ever. */
export interface OpenUploads {
  /** The signal aborts with a Problem when the upload has to be given up. */
  begin(): { signal: AbortSignal; abort(reason: Problem): void; end(): void };
  /** Gives up whatever is still under way after `graceMs`. */
  closeAfter(graceMs: number): void;
  readonly open: number;
}

export function createOpenUploads(): OpenUploads {
  const open = new Set<AbortController>();
  let timer: NodeJS.Timeout | undefined;
  return {
    begin() {
      const controller = new AbortController();
      open.add(controller);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        end() {
          open.delete(controller);
          if (open.size === 0) clearTimeout(timer);
        },
      };
    },
    closeAfter(graceMs) {
      if (open.size === 0) return;
      timer = setTimeout(() => {
        for (const controller of open) controller.abort(new Problem('shutting_down'));
      }, graceMs);
    },
    get open() {
      return open.size;
    },
  };
}
