/** How paths of what is referenced become paths of what refers to it, and so on up to the stage. */
export interface PathMap {
  from: string;
  to: string;
  /** Paths outside of `from` stay as they are (inherits, specializes), or have no meaning (references). */
  keepsOutside: boolean;
  next: PathMap | undefined;
}

export function throughMaps(first: PathMap | undefined, path: string): string | undefined {
  let mapped = path;
  for (let map = first; map !== undefined; map = map.next) {
    const { from, to } = map;
    const rest = mapped.slice(from.length);
    if (mapped.startsWith(from) && (rest === '' || rest.startsWith('/') || rest.startsWith('.'))) {
      mapped = to + rest;
    } else if (!map.keepsOutside) return undefined;
  }
  return mapped;
}
