/** Sums the area and the volume of flat faces that were read back, from their corners alone. */
export class ShellMeasure {
  area = 0;
  volume = 0;
  readonly min: [number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  readonly max: [number, number, number] = [
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  #origin: readonly [number, number, number] | undefined;

  /** Volumes from here on are relative to the first corner that follows: near, so that digits do not cancel out. */
  beginShell(): void {
    this.#origin = undefined;
  }

  /**
   * @param points x, y, z
   * @param loops numbers of points: the outer loop counter-clockwise, holes clockwise
   * @param closed the face counts for the volume
   */
  addFace(points: ArrayLike<number>, loops: readonly ArrayLike<number>[], closed: boolean): void {
    const first = loops[0]![0]! * 3;
    this.#origin ??= [points[first]!, points[first + 1]!, points[first + 2]!];
    let nx = 0;
    let ny = 0;
    let nz = 0;
    for (const loop of loops) {
      const o = loop[0]! * 3;
      for (let at = 0; at < loop.length; at++) {
        const p = loop[at]! * 3;
        const q = loop[at + 1 < loop.length ? at + 1 : 0]! * 3;
        for (let axis = 0; axis < 3; axis++) {
          this.min[axis] = Math.min(this.min[axis]!, points[p + axis]!);
          this.max[axis] = Math.max(this.max[axis]!, points[p + axis]!);
        }
        const ux = points[p]! - points[o]!;
        const uy = points[p + 1]! - points[o + 1]!;
        const uz = points[p + 2]! - points[o + 2]!;
        const vx = points[q]! - points[o]!;
        const vy = points[q + 1]! - points[o + 1]!;
        const vz = points[q + 2]! - points[o + 2]!;
        nx += uy * vz - uz * vy;
        ny += uz * vx - ux * vz;
        nz += ux * vy - uy * vx;
      }
    }
    this.area += Math.hypot(nx, ny, nz) / 2;
    if (!closed) return;
    const [ox, oy, oz] = this.#origin;
    this.volume +=
      ((points[first]! - ox) * nx + (points[first + 1]! - oy) * ny + (points[first + 2]! - oz) * nz) / 6;
  }
}
