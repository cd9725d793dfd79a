import { Problem } from '../domain/problem.ts';

/** The uploads under way, so that a closing server can wait for them, but not for ever. */
export interface OpenUploads {
  /** The signal aborts with a Problem when the upload has to be given up. */
  begin(): { signal: AbortSignal; abort(reason: Problem): void; end(): void };
  /** Gives up whatever is still under way after `graceMs`. Resolves once nothing is. */
  closeAfter(graceMs: number): Promise<void>;
  readonly open: number;
}

export function createOpenUploads(): OpenUploads {
  const open = new Set<AbortController>();
  let timer: NodeJS.Timeout | undefined;
  let noneLeft: () => void = () => {};
  return {
    begin() {
      const controller = new AbortController();
      open.add(controller);
      return {
        signal: controller.signal,
        abort: (reason) => controller.abort(reason),
        end() {
          open.delete(controller);
          if (open.size > 0) return;
          clearTimeout(timer);
          noneLeft();
        },
      };
    },
    closeAfter(graceMs) {
      if (open.size === 0) return Promise.resolve();
      timer = setTimeout(() => {
        for (const controller of open) controller.abort(new Problem('shutting_down'));
      }, graceMs);
      return new Promise((resolve) => {
        noneLeft = resolve;
      });
    },
    get open() {
      return open.size;
    },
  };
}
