/**
 * The corners of the polygon that was cut into these triangles, seen from the same side; undefined where their border
 * is not one ring through every corner.
 * @param from the place of the first triangle in `indices`; there are `size` - 2
 */
export function ringOfTriangles(
  indices: ArrayLike<number>,
  from: number,
  size: number,
): readonly number[] | undefined {
  return size === 4 ? ringOfTwo(indices, from) : ringOfMany(indices, from, size);
}

/** Nearly all polygons are such. */
function ringOfTwo(indices: ArrayLike<number>, from: number): readonly number[] | undefined {
  for (let first = 0; first < 3; first += 1) {
    const start = indices[from + first]!;
    const end = indices[from + ((first + 1) % 3)]!;
    const third = indices[from + ((first + 2) % 3)]!;
    for (let second = 0; second < 3; second += 1) {
      if (indices[from + 3 + second] !== end || indices[from + 3 + ((second + 1) % 3)] !== start) continue;
      const fourth = indices[from + 3 + ((second + 2) % 3)]!;
      if (new Set([start, end, third, fourth]).size < 4) return undefined;
      const ring = [end, third, start, fourth];
      const begin = ring.indexOf(indices[from]!);
      return [...ring.slice(begin), ...ring.slice(0, begin)];
    }
  }
  return undefined;
}

function ringOfMany(indices: ArrayLike<number>, from: number, size: number): readonly number[] | undefined {
  const open = new Map<number, Set<number>>();
  const endsOf = (start: number): Set<number> => {
    const known = open.get(start) ?? new Set();
    open.set(start, known);
    return known;
  };
  for (let triangle = from; triangle < from + (size - 2) * 3; triangle += 3) {
    for (let corner = 0; corner < 3; corner += 1) {
      const start = indices[triangle + corner]!;
      const end = indices[triangle + ((corner + 1) % 3)]!;
      if (endsOf(end).delete(start)) continue;
      if (endsOf(start).has(end)) return undefined;
      endsOf(start).add(end);
    }
  }
  const ring: number[] = [];
  const first = indices[from]!;
  let at = first;
  do {
    const ends = open.get(at);
    if (ends?.size !== 1) return undefined;
    ring.push(at);
    at = ends.values().next().value!;
  } while (at !== first && ring.length < size);
  const isWhole = at === first && ring.length === size && open.size === size;
  return isWhole ? ring : undefined;
}
