import type { Loss } from '../../../domain/report.ts';

/** Collects losses of one kind under one entry. */
export class LossTally {
  readonly #losses = new Map<string, Loss>();

  add(what: string, count: number, why: string): void {
    if (count === 0) return;
    const known = this.#losses.get(what);
    if (known === undefined) this.#losses.set(what, { what, count, why });
    else known.count += count;
  }

  list(): Loss[] {
    return [...this.#losses.values()];
  }
}
