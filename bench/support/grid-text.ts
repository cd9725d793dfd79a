import { writeFileSync } from 'node:fs';
import type { Primitive } from '../../src/engines/mesh/model.ts';
import { makeGrid } from './grid-model.ts';

type Three = [number, number, number];
type Each = (show: (three: Three) => string) => Iterable<string>;

/** Formats that we read and do not write, as other programs write them. */
const PIECES = {
  amf: function* (points: Each, faces: Each) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<amf unit="millimeter"><object id="0"><mesh><vertices>\n';
    yield* points(
      ([x, y, z]) => `<vertex><coordinates><x>${x}</x><y>${y}</y><z>${z}</z></coordinates></vertex>\n`,
    );
    yield '</vertices><volume>\n';
    yield* faces(([a, b, c]) => `<triangle><v1>${a}</v1><v2>${b}</v2><v3>${c}</v3></triangle>\n`);
    yield '</volume></mesh></object></amf>\n';
  },
  x3d: function* (points: Each, faces: Each) {
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<X3D profile="Interchange" version="3.3"><Scene><Shape>\n';
    yield '<IndexedFaceSet coordIndex="';
    yield* faces(([a, b, c]) => `${a} ${b} ${c} -1\n`);
    yield '"><Coordinate point="';
    yield* points(([x, y, z]) => `${x} ${y} ${z},\n`);
    yield '"/></IndexedFaceSet></Shape></Scene></X3D>\n';
  },
  vrml: function* (points: Each, faces: Each) {
    yield '#VRML V2.0 utf8\nShape { geometry IndexedFaceSet { coord Coordinate { point [\n';
    yield* points(([x, y, z]) => `${x} ${y} ${z},\n`);
    yield '] } coordIndex [\n';
    yield* faces(([a, b, c]) => `${a}, ${b}, ${c}, -1,\n`);
    yield '] } }\n';
  },
};

export const TEXT_FORMATS = Object.keys(PIECES) as TextFormat[];
export type TextFormat = keyof typeof PIECES;

/** Writes the grid of makeGrid. */
export function writeGridText(format: TextFormat, path: string, cells: number): void {
  const [primitive] = makeGrid(cells, false).meshes[0]!.primitives as [Primitive];
  const each = (array: Primitive['positions'] | Uint32Array): Each =>
    function* (show) {
      for (let at = 0; at < array.length; at += 3) yield show([array[at]!, array[at + 1]!, array[at + 2]!]);
    };
  const text = PIECES[format](each(primitive.positions), each(primitive.indices));
  writeFileSync(path, [...text].join(''));
}
