import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What occt-import-js, which is built and bound independently of opencascade.js, sees in a CAD file: millimetres. */
export interface SeenCad {
  bodies: number;
  faces: number;
  min: number[];
  max: number[];
  /** Of the triangles: a little less than that of the curved surfaces. */
  area: number;
  volume: number;
  /** Of nodes and bodies, sorted, each once. */
  names: string[];
  /** Linear, sorted, each once. */
  colours: string[];
  /** Each in its place, sorted by name and place. */
  shapes: SeenShape[];
}

export interface SeenShape {
  name: string;
  min: number[];
  max: number[];
  volume: number;
  colours: string[];
}

type Size = Pick<SeenCad, 'min' | 'max' | 'area' | 'volume'>;

interface Node {
  name: string;
  children: Node[];
}
interface Mesh {
  name: string;
  color?: number[];
  brep_faces: { color: number[] | null }[];
  attributes: { position: { array: number[] } };
  index: { array: number[] };
}
interface Reader {
  ReadFile(
    format: string,
    bytes: Uint8Array,
    parameters: object,
  ): { success: boolean; root: Node; meshes: Mesh[] };
}

let loading: Promise<Reader> | undefined;

export async function seeCad(format: 'step' | 'iges' | 'brep', path: string): Promise<SeenCad> {
  loading ??= (createRequire(import.meta.url)('occt-import-js') as (overrides: object) => Promise<Reader>)({
    print() {},
    printErr() {},
  });
  const reader = await loading;
  const result = reader.ReadFile(format, await readFile(path), {
    linearDeflection: 0.001,
    angularDeflection: 0.2,
  });
  if (!result.success) throw new Error(`occt-import-js does not read ${path}`);
  const whole = emptySize();
  const shapes = result.meshes.map((mesh): SeenShape => {
    const size = emptySize();
    for (const each of [size, whole]) addTriangles(each, mesh.attributes.position.array, mesh.index.array);
    const { min, max, volume } = size;
    return { name: mesh.name, min, max, volume, colours: coloursOf(mesh) };
  });
  return {
    ...whole,
    bodies: result.meshes.length,
    faces: result.meshes.reduce((sum, { brep_faces }) => sum + brep_faces.length, 0),
    names: [...new Set([...namesOf(result.root), ...result.meshes.map(({ name }) => name)])].sort(),
    colours: [...new Set(shapes.flatMap(({ colours }) => colours))].sort(),
    shapes: shapes.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  };
}

const emptySize = (): Size => ({
  min: [Infinity, Infinity, Infinity],
  max: [-Infinity, -Infinity, -Infinity],
  area: 0,
  volume: 0,
});

const placeOf = ({ name, min, max }: SeenShape): string =>
  [name, ...[...min, ...max].map((value) => Math.round(value).toString().padStart(8))].join(' ');

function coloursOf({ color, brep_faces }: Mesh): string[] {
  const colours = brep_faces.flatMap((face) => face.color ?? color ?? []);
  const each = Array.from({ length: colours.length / 3 }, (_, index) =>
    colours.slice(index * 3, index * 3 + 3).map((value) => value.toFixed(3)),
  );
  return [...new Set(each.map((values) => values.join(' ')))].sort();
}

const namesOf = (node: Node): string[] => [node.name, ...node.children.flatMap(namesOf)];

function addTriangles(seen: Size, positions: number[], indices: number[]): void {
  const corner = (at: number) =>
    positions.slice(indices[at]! * 3, indices[at]! * 3 + 3) as [number, number, number];
  for (let at = 0; at < indices.length; at += 3) {
    const [a, b, c] = [corner(at), corner(at + 1), corner(at + 2)];
    for (const point of [a, b, c]) {
      seen.min = seen.min.map((low, axis) => Math.min(low, point[axis]!));
      seen.max = seen.max.map((high, axis) => Math.max(high, point[axis]!));
    }
    const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
    const cross = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    seen.area += Math.hypot(...cross) / 2;
    seen.volume += (a[0] * cross[0] + a[1] * cross[1] + a[2] * cross[2]) / 6;
  }
}
