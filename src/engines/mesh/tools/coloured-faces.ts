import type { EngineLimits } from '../../engine-module.ts';
import { tooManyVertices } from '../limits.ts';
import type { Material, Primitive } from '../model.ts';
import { findDistinct } from './distinct.ts';
import { eachCorner } from './face-corners.ts';
import { Uint32List } from './growable.ts';
import { PolygonList } from './polygon-list.ts';
import { TupleIndex } from './tuple-index.ts';
import { takeVertices, type Vertices } from './vertex-arrays.ts';

/** More distinct colours than this are no materials but a measurement: they go to the vertices. */
const MOST_MATERIALS = 1024;

/**
 * Faces of different colours: a material for each, or where these are very many a colour for each vertex, of which
 * every face then has its own.
 * @param colours linear r, g, b, a of each face; r is NaN where a face has none
 */
export function colouredFaces(
  attributes: Vertices,
  polygons: PolygonList,
  colours: Float32Array,
  limits: EngineLimits,
): { primitives: Primitive[]; materials: Material[] } {
  const { ids, firsts } = findDistinct([{ array: colours, width: 4 }], polygons.faces);
  const palette = [...firsts].map((face) => [...colours.subarray(face * 4, face * 4 + 4)]);
  const split = firsts.length <= MOST_MATERIALS ? separately : asVertexColours;
  return split(attributes, polygons, ids, palette, limits);
}

type Split = (
  attributes: Vertices,
  polygons: PolygonList,
  ids: Uint32Array,
  palette: number[][],
  limits: EngineLimits,
) => { primitives: Primitive[]; materials: Material[] };

const asVertexColours: Split = (attributes, polygons, ids, palette, limits) => {
  const vertices = new TupleIndex(3, attributes.positions.length / 3);
  const faces = new PolygonList(polygons.faces, limits);
  eachCorner(polygons, (face, vertex, size) => {
    if (size > 0) faces.begin(size);
    faces.corner(vertices.add3(vertex, ids[face]!, 0));
    if (vertices.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
  });
  const tuples = vertices.tuples();
  const taken = takeVertices(
    attributes,
    Uint32Array.from({ length: vertices.count }, (_, at) => tuples[at * 3]!),
  );
  const colours = new Float32Array(vertices.count * 4);
  for (let at = 0; at < vertices.count; at += 1) {
    const [red = 1, green = 1, blue = 1, alpha = 1] = palette[tuples[at * 3 + 1]!]!;
    colours.set(Number.isNaN(red) ? [1, 1, 1, 1] : [red, green, blue, alpha], at * 4);
  }
  return {
    primitives: [{ ...taken, colours, ...faces.finish(taken.positions) }],
    materials: [],
  };
};

const separately: Split = (attributes, polygons, ids, palette, limits) => {
  const parts = palette.map(() => ({ vertices: new Uint32List(64), faces: new PolygonList(64, limits) }));
  const known = new TupleIndex(3, attributes.positions.length / 3);
  const places = new Uint32List(1024); // of each known vertex in its part
  eachCorner(polygons, (face, vertex, size) => {
    const { vertices, faces } = parts[ids[face]!]!;
    const before = known.count;
    const id = known.add3(vertex, ids[face]!, 0);
    if (id === before) {
      places.push(vertices.length);
      vertices.push(vertex);
      if (known.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
    }
    if (size > 0) faces.begin(size);
    faces.corner(places.view()[id]!);
  });
  const materials: Material[] = [];
  const primitives = parts.map(({ vertices, faces }, index): Primitive => {
    const taken = takeVertices(attributes, vertices.view());
    const primitive: Primitive = { ...taken, ...faces.finish(taken.positions) };
    const [red, green, blue, alpha] = palette[index] as [number, number, number, number];
    if (!Number.isNaN(red)) {
      primitive.material = materials.length;
      materials.push({
        baseColour: [red, green, blue, alpha],
        metallic: 0,
        roughness: 0.5,
        ...(alpha < 1 && { alphaMode: 'BLEND' as const }),
      });
    }
    return primitive;
  });
  return { primitives, materials };
};
