import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { writeThrough } from '../io/file-writer.ts';
import { type MeshModel, type Primitive, polygonsOf } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { byteOfLinear, byteOfUnit, effectiveColours, hasColours } from '../tools/colour.ts';
import { countFlattened, placedParts } from '../tools/flatten.ts';
import { countFaces, eachFace } from '../tools/polygons.ts';
import { AsciiSink, BinarySink, type PlySink } from './ply-sinks.ts';
import type { PlyEncoding } from './ply-types.ts';

export type { PlyEncoding };

/** What every vertex of the file has. */
interface PlyLayout {
  /** Some coordinate is no 32-bit float. */
  doubles: boolean;
  normals: boolean;
  uvs: boolean;
  colours: boolean;
  /** Some vertex is not opaque. */
  alpha: boolean;
  faces: number;
  /** Some face has more corners than a byte can count. */
  longFaces: boolean;
}

const REPORT_EVERY = 1 << 15;

/**
 * Writes PLY 1.0 in the model's own unit and frame, all parts as one list of vertices and one of faces. Coordinates
 * are floats, or doubles where floats would round them. Colours, also those of materials, become 8-bit sRGB for each
 * vertex; v of texture coordinates runs upwards. Normals and texture coordinates are there if all parts have them.
 */
export function writePly(
  model: MeshModel,
  path: string,
  encoding: PlyEncoding,
  onFraction?: OnFraction,
  limits: OutputLimit = DEFAULT_LIMITS,
): void {
  const { vertices } = countFlattened(model);
  const layout = layoutOf(model);
  let done = 0;
  const count = (): void => {
    done += 1;
    if (done % REPORT_EVERY === 0) onFraction?.(done / (layout.faces + vertices));
  };
  writeThrough(path, limits, (writer) => {
    writer.text(headerOf(encoding, layout, vertices));
    const sink =
      encoding === 'ascii' ? new AsciiSink(writer, layout.doubles) : new BinarySink(writer, layout, encoding);
    for (const { primitives } of placedParts(model)) {
      for (const primitive of primitives) {
        const colours = layout.colours ? effectiveColours(primitive, model.materials) : undefined;
        writeVertices(sink, primitive, colours, layout, count);
      }
    }
    let first = 0;
    for (const { primitives } of placedParts(model)) {
      for (const primitive of primitives) {
        eachFace(primitive, (corners, from, to) => {
          sink.face(to - from);
          for (let at = from; at < to; at += 1) sink.corner(first + corners[at]!);
          sink.endFace();
          count();
        });
        first += primitive.positions.length / 3;
      }
    }
  });
  onFraction?.(1);
}

function layoutOf(model: MeshModel): PlyLayout {
  const layout: PlyLayout = {
    doubles: false,
    normals: true,
    uvs: true,
    colours: hasColours(model),
    alpha: false,
    faces: 0,
    longFaces: false,
  };
  for (const { primitives } of placedParts(model)) {
    for (const primitive of primitives) {
      layout.normals &&= primitive.normals !== undefined;
      layout.uvs &&= primitive.uvs !== undefined;
      layout.doubles ||= needsDoubles(primitive.positions);
      layout.alpha ||= layout.colours && hasAlpha(primitive, model);
      layout.faces += countFaces(primitive);
      layout.longFaces ||= polygonsOf(primitive)?.sizes.some((size) => size > 255) === true;
    }
  }
  return layout;
}

const needsDoubles = (positions: Primitive['positions']): boolean =>
  positions instanceof Float64Array && positions.some((value) => Math.fround(value) !== value);

function hasAlpha(primitive: Primitive, { materials }: MeshModel): boolean {
  const colours = effectiveColours(primitive, materials);
  for (let at = 3; at < colours.length; at += 4) if (byteOfUnit(colours[at]!) !== 255) return true;
  return false;
}

function headerOf(encoding: PlyEncoding, layout: PlyLayout, vertices: number): string {
  const properties = (type: string, names: string[]): string[] =>
    names.map((name) => `property ${type} ${name}`);
  const lines = [
    'ply',
    `format ${encoding} 1.0`,
    'comment written by converto',
    `element vertex ${vertices}`,
    ...properties(layout.doubles ? 'double' : 'float', ['x', 'y', 'z']),
    ...(layout.normals ? properties('float', ['nx', 'ny', 'nz']) : []),
    ...(layout.uvs ? properties('float', ['s', 't']) : []),
    ...(layout.colours ? properties('uchar', ['red', 'green', 'blue']) : []),
    ...(layout.colours && layout.alpha ? properties('uchar', ['alpha']) : []),
    `element face ${layout.faces}`,
    `property list ${layout.longFaces ? 'int' : 'uchar'} int vertex_indices`,
    'end_header',
  ];
  return `${lines.join('\n')}\n`;
}

function writeVertices(
  sink: PlySink,
  { positions, normals, uvs }: Primitive,
  colours: Float32Array | undefined,
  layout: PlyLayout,
  count: () => void,
): void {
  const channels = layout.alpha ? 4 : 3;
  for (let vertex = 0; vertex < positions.length / 3; vertex += 1) {
    sink.beginVertex();
    for (let at = vertex * 3; at < vertex * 3 + 3; at += 1) sink.coordinate(positions[at]!);
    if (layout.normals) for (let at = vertex * 3; at < vertex * 3 + 3; at += 1) sink.float(normals![at]!);
    if (layout.uvs) {
      sink.float(uvs![vertex * 2]!);
      sink.float(Math.fround(1 - uvs![vertex * 2 + 1]!));
    }
    if (colours) {
      for (let channel = 0; channel < channels; channel += 1) {
        const value = colours[vertex * 4 + channel]!;
        sink.uchar(channel === 3 ? byteOfUnit(value) : byteOfLinear(value));
      }
    }
    sink.endVertex();
    count();
  }
}
