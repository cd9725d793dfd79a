export type Vector = readonly [x: number, y: number, z: number];

/** Looks from the front, the right and above; across is to the right, depth towards the viewer. */
export interface Camera {
  across: Vector;
  up: Vector;
  depth: Vector;
  /** Of the eye, along these three. */
  eye: Vector;
  /** Half of the picture's side at a distance of 1. */
  spread: number;
}

/** Of a model with Y up. */
const TOWARDS_VIEWER: Vector = normalised([0.8, 0.66, 1.1]);
const FIELD_OF_VIEW_DEGREES = 26;
/** Of the picture, on each side. */
const MARGIN = 0.03;

/**
 * The camera from which all points just fit into a square picture. A point lies in the picture where it is between four
 * planes through the eye: the furthest points along their normals say where the planes, and so the eye, have to be.
 * @param forEachPoint calls back with every point
 */
export function fitCamera(forEachPoint: (see: (x: number, y: number, z: number) => void) => void): Camera {
  const depth = TOWARDS_VIEWER;
  const across = normalised(cross([0, 1, 0], depth));
  const up = cross(depth, across);
  const spread = Math.tan((FIELD_OF_VIEW_DEGREES / 360) * Math.PI);
  const slope = spread * (1 - 2 * MARGIN);
  let [right, left, above, below] = [-Infinity, -Infinity, -Infinity, -Infinity];
  let [nearest, furthest] = [-Infinity, Infinity];
  forEachPoint((x, y, z) => {
    const h = across[0] * x + across[1] * y + across[2] * z;
    const v = up[0] * x + up[1] * y + up[2] * z;
    const d = depth[0] * x + depth[1] * y + depth[2] * z;
    right = Math.max(right, h + slope * d);
    left = Math.max(left, slope * d - h);
    above = Math.max(above, v + slope * d);
    below = Math.max(below, slope * d - v);
    nearest = Math.max(nearest, d);
    furthest = Math.min(furthest, d);
  });
  const fits = Math.max(right + left, above + below) / (2 * slope);
  const least = nearest + (nearest - furthest) * 1e-3 + Number.MIN_VALUE; // a line towards the eye has no width
  return {
    across,
    up,
    depth,
    eye: [(right - left) / 2, (above - below) / 2, Math.max(fits, least)],
    spread,
  };
}

function cross([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

function normalised([x, y, z]: Vector): Vector {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
