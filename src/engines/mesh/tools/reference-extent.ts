export interface Extent {
  /** Of everything together, each as often as it is referred to; may be Infinity. */
  copies: number;
  depth: number;
}

export interface Reached<T> extends Extent {
  things: Iterable<T>;
}

/**
 * How much there is once every reference from `roots` on has been followed; undefined: it has no end, for something
 * refers to itself. Each thing is looked at once.
 */
export function extentOf<T>(
  roots: Iterable<T>,
  refersTo: (thing: T) => readonly T[],
): Reached<T> | undefined {
  /** Undefined while what is below it is looked at. */
  const known = new Map<T, Extent | undefined>();
  const whole: Extent = { copies: 0, depth: 0 };
  for (const root of roots) {
    if (!known.has(root) && !explore(root, refersTo, known)) return undefined;
    hang(whole, known.get(root)!);
  }
  return { ...whole, things: known.keys() };
}

/** False where something refers to itself. Without recursion: a chain may be as long as the file. */
function explore<T>(
  root: T,
  refersTo: (thing: T) => readonly T[],
  known: Map<T, Extent | undefined>,
): boolean {
  const open = [{ thing: root, below: refersTo(root), next: 0, extent: { copies: 1, depth: 0 } }];
  known.set(root, undefined);
  while (open.length > 0) {
    const top = open.at(-1)!;
    if (top.next === top.below.length) {
      top.extent.depth += 1;
      known.set(top.thing, top.extent);
      open.pop();
      continue;
    }
    const thing = top.below[top.next]!;
    if (!known.has(thing)) {
      known.set(thing, undefined);
      open.push({ thing, below: refersTo(thing), next: 0, extent: { copies: 1, depth: 0 } });
      continue;
    }
    const extent = known.get(thing);
    if (extent === undefined) return false;
    hang(top.extent, extent);
    top.next += 1;
  }
  return true;
}

function hang(above: Extent, below: Extent): void {
  above.copies += below.copies;
  above.depth = Math.max(above.depth, below.depth);
}
