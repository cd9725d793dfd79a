import type { TextScanner } from '../io/text-scanner.ts';
import { toLinear } from '../tools/colour.ts';
import { Float32List, Float64List, type Growth } from '../tools/growable.ts';
import { hasNumber } from './has-number.ts';

/** What the lines `v`, `vt` and `vn` list, in the order of the file. */
export class ObjVertices {
  /** x, y, z: as doubles, since text may hold more digits than a float, as surveyed coordinates do. */
  readonly positions: Float64List;
  readonly uvs: Float32List;
  readonly normals: Float32List;
  /** r, g, b as in the file, NaN where a vertex has none; empty until a vertex has a colour. */
  private readonly colours: Float32List;
  private brightest = 0;

  /** @param growth of a list */
  constructor(growth: () => Growth) {
    this.positions = new Float64List(1024, growth());
    this.uvs = new Float32List(1024, growth());
    this.normals = new Float32List(1024, growth());
    this.colours = new Float32List(1024, growth());
  }

  /** How many positions there are. */
  get count(): number {
    return this.positions.length / 3;
  }

  get uvCount(): number {
    return this.uvs.length / 2;
  }

  get normalCount(): number {
    return this.normals.length / 3;
  }

  get hasColours(): boolean {
    return this.colours.length > 0;
  }

  pushPosition(x: number, y: number, z: number): void {
    this.positions.push(x);
    this.positions.push(y);
    this.positions.push(z);
  }

  pushUv(u: number, v: number): void {
    this.uvs.push(u);
    this.uvs.push(1 - v);
  }

  pushNormal(x: number, y: number, z: number): void {
    this.normals.push(x);
    this.normals.push(y);
    this.normals.push(z);
  }

  /** `x y z`, `x y z w` (w is for curves) or `x y z r g b`. */
  addPosition(scanner: TextScanner): void {
    this.pushPosition(scanner.coordinate(), scanner.coordinate(), scanner.coordinate());
    const fourth = hasNumber(scanner) ? scanner.coordinate() : Number.NaN;
    if (hasNumber(scanner)) this.addColour(fourth, scanner.coordinate(), scanner.coordinate());
    else if (this.hasColours) this.addColour(Number.NaN, Number.NaN, Number.NaN);
  }

  /** `u`, `u v` or `u v w`. */
  addUv(scanner: TextScanner): void {
    this.pushUv(scanner.coordinate(), hasNumber(scanner) ? scanner.coordinate() : 0);
  }

  addNormal(scanner: TextScanner): void {
    this.pushNormal(scanner.coordinate(), scanner.coordinate(), scanner.coordinate());
  }

  /**
   * Linear r, g, b, a; white where a vertex has no colour. The file's values are taken as sRGB, as Blender, MeshLab and
   * most scanners write them; no specification says.
   * @param positions their numbers, from 1
   */
  linearColours(positions: Uint32Array): Float32Array {
    const given = this.colours.view();
    const unit = this.brightest > 1 ? 255 : 1; // some programs write bytes
    const linear = new Float32Array(positions.length * 4).fill(1);
    for (let at = 0, to = 0; at < positions.length; at += 1, to += 4) {
      const from = (positions[at]! - 1) * 3;
      if (Number.isNaN(given[from]!)) continue;
      for (let channel = 0; channel < 3; channel += 1) {
        linear[to + channel] = toLinear(Math.min(1, Math.max(0, given[from + channel]! / unit)));
      }
    }
    return linear;
  }

  private addColour(red: number, green: number, blue: number): void {
    const { colours } = this;
    while (colours.length < this.positions.length - 3) colours.push(Number.NaN);
    colours.push(red);
    colours.push(green);
    colours.push(blue);
    this.brightest = Math.max(this.brightest, red || 0, green || 0, blue || 0);
  }
}
