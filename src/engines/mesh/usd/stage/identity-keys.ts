import type { PrimSpec } from '../layer/layer.ts';
import type { StagePrim } from './stage-prim.ts';

/** Gives prims that the same opinions are about the same text: those of instances, wherever they stand. */
export class IdentityKeys {
  private readonly numbers = new Map<PrimSpec, number>();

  /** @param counts opinions that make a difference; all where it is left out */
  keyOf(prim: StagePrim, counts: (spec: PrimSpec) => boolean = () => true): string {
    return prim.identity
      .filter(counts)
      .map((spec) => {
        let number = this.numbers.get(spec);
        if (number === undefined) {
          number = this.numbers.size;
          this.numbers.set(spec, number);
        }
        return number;
      })
      .join();
  }
}
