/** Four steps of a 32-bit float at the largest coordinate: points of one plane came through such floats. */
const OF_COORDINATE = 2 ** -22;
/** A part far from the origin keeps its shape. */
const OF_DIAGONAL = 1e-6;

/**
 * How far a point of a part may lie from the plane of the face that it becomes part of, and from the straight edge that
 * runs past it: 2^−22 of the largest coordinate of the part, and at most a millionth of the diagonal of its bounds.
 */
export function planarTolerance(points: Float64Array, triangles: Uint32Array): number {
  let largest = 0;
  let square = 0;
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let corner = 0; corner < triangles.length; corner++) {
      const value = points[triangles[corner]! * 3 + axis]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    largest = Math.max(largest, -low, high);
    square += (high - low) ** 2;
  }
  return Math.min(largest * OF_COORDINATE, Math.sqrt(square) * OF_DIAGONAL);
}
