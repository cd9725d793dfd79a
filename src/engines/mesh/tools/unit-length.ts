/** Lengths are made 1, in place. A normal that has none (0 0 0, NaN) becomes 0 0 0; writers that cannot have it mend it. */
export function unitised(normals: Float32Array): Float32Array {
  for (let at = 0; at < normals.length; at += 3) {
    const x = normals[at]!;
    const y = normals[at + 1]!;
    const z = normals[at + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (Math.abs(length - 1) < 1e-6) continue;
    const usable = length > 0 && length < Number.POSITIVE_INFINITY;
    normals[at] = usable ? x / length : 0;
    normals[at + 1] = usable ? y / length : 0;
    normals[at + 2] = usable ? z / length : 0;
  }
  return normals;
}
