import type { EngineLimits } from '../../engine-module.ts';
import { unitNormals } from '../gltf/unit-normals.ts';
import type { Primitive } from '../model.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import type { ObjVertices } from './obj-vertices.ts';

/** Faces of one part and material, with one vertex for each combination of position, uv and normal. */
export class PrimitiveBuilder {
  readonly hasUvs: boolean;
  readonly hasNormals: boolean;
  private readonly material: number | undefined;
  private readonly tuples = new TupleIndex(3, 16);
  private readonly faces: PolygonList;

  constructor(material: number | undefined, hasUvs: boolean, hasNormals: boolean, limits: EngineLimits) {
    this.faces = new PolygonList(16, limits);
    this.material = material;
    this.hasUvs = hasUvs;
    this.hasNormals = hasNormals;
  }

  /** Announces a face of at least three corners, which follow. */
  beginFace(size: number): void {
    this.faces.begin(size);
  }

  /** Numbers from 1; 0 for what the primitive has not. */
  addCorner(position: number, uv: number, normal: number): void {
    this.faces.corner(this.tuples.add3(position, uv, normal));
  }

  get vertexCount(): number {
    return this.tuples.count;
  }

  finish(vertices: ObjVertices): Primitive {
    const tuples = this.tuples.tuples();
    const count = this.tuples.count;
    const positions = gather(vertices.positions.view(), new Float64Array(count * 3), tuples, 0);
    const primitive: Primitive = { positions, ...this.faces.finish(positions) };
    if (this.hasUvs) primitive.uvs = gather(vertices.uvs.view(), new Float32Array(count * 2), tuples, 1);
    if (this.hasNormals) {
      const normals = gather(vertices.normals.view(), new Float32Array(count * 3), tuples, 2);
      primitive.normals = unitNormals(normals, primitive);
    }
    if (vertices.hasColours) primitive.colours = vertices.linearColours(tuples);
    if (this.material !== undefined) primitive.material = this.material;
    return primitive;
  }
}

/** Fills `to` with the tuples of `from` whose numbers, from 1, stand at `place` of each triple. */
function gather<T extends Float32Array | Float64Array>(
  from: T,
  to: T,
  triples: Uint32Array,
  place: number,
): T {
  const vertices = triples.length / 3;
  const width = to.length / vertices;
  for (let vertex = 0, at = 0; vertex < vertices; vertex += 1) {
    const start = (triples[vertex * 3 + place]! - 1) * width;
    for (let item = 0; item < width; item += 1, at += 1) to[at] = from[start + item]!;
  }
  return to;
}
