/**
 * Closers of what was opened, run in reverse order. Each runs even where another fails; a start that fails half-way
 * runs those it has.
 */
export interface ReleaseStack {
  /** Remembers how to close `resource` and returns it. */
  opened<T>(name: string, resource: T, release: (resource: T) => Promise<unknown> | unknown): T;
  /** Rejects with an AggregateError once all have run, where some failed. */
  releaseAll(): Promise<void>;
}

export function createReleaseStack(): ReleaseStack {
  const releases: { name: string; release: () => Promise<unknown> | unknown }[] = [];
  return {
    opened(name, resource, release) {
      releases.unshift({ name, release: () => release(resource) });
      return resource;
    },
    async releaseAll() {
      const failures: Error[] = [];
      for (const { name, release } of releases.splice(0)) {
        try {
          await release();
        } catch (cause) {
          failures.push(new Error(`could not close ${name}`, { cause }));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'closed with failures');
    },
  };
}
