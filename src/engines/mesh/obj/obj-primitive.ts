import type { EngineLimits } from '../../engine-module.ts';
import { unitNormals } from '../gltf/unit-normals.ts';
import type { Primitive } from '../model.ts';
import { type Growth, Uint32List } from '../tools/growable.ts';
import { PolygonList } from '../tools/polygon-list.ts';
import type { CornerTable } from './corner-table.ts';
import type { ObjVertices } from './obj-vertices.ts';

/** What a primitive is, beside its faces. */
export interface PrimitiveKind {
  material: number | undefined;
  hasUvs: boolean;
  hasNormals: boolean;
}

/** Faces of one part and material, with one vertex for each combination of position, uv and normal. */
export class PrimitiveBuilder {
  readonly hasUvs: boolean;
  readonly hasNormals: boolean;
  private readonly material: number | undefined;
  /** Of all primitives of the file. */
  private readonly table: CornerTable;
  private readonly id: number;
  /** For each vertex the numbers of what it has, from 1. */
  private readonly positions = new Uint32List(16);
  private readonly uvs = new Uint32List(16);
  private readonly normals = new Uint32List(16);
  private readonly faces: PolygonList;

  /**
   * @param id no other primitive of the table has it
   * @param growth of the list of corners
   */
  constructor(
    { material, hasUvs, hasNormals }: PrimitiveKind,
    table: CornerTable,
    id: number,
    limits: EngineLimits,
    growth: Growth,
  ) {
    this.faces = new PolygonList(16, limits, growth);
    this.material = material;
    this.hasUvs = hasUvs;
    this.hasNormals = hasNormals;
    this.table = table;
    this.id = id;
  }

  /** Announces a face of at least three corners, which follow. */
  beginFace(size: number): void {
    this.faces.begin(size);
  }

  /** Numbers from 1; 0 for what the primitive has not. */
  addCorner(position: number, uv: number, normal: number): void {
    const next = this.positions.length;
    const vertex = this.table.vertexOf(this.id, position, uv, normal, next);
    this.faces.corner(vertex);
    if (vertex !== next) return;
    this.positions.push(position);
    if (this.hasUvs) this.uvs.push(uv);
    if (this.hasNormals) this.normals.push(normal);
  }

  get vertexCount(): number {
    return this.positions.length;
  }

  finish(vertices: ObjVertices): Primitive {
    const count = this.vertexCount;
    const numbers = this.positions.view();
    const positions = gather(vertices.positions.view(), new Float64Array(count * 3), numbers);
    const primitive: Primitive = { positions, ...this.faces.finish(positions) };
    if (this.hasUvs)
      primitive.uvs = gather(vertices.uvs.view(), new Float32Array(count * 2), this.uvs.view());
    if (this.hasNormals) {
      const normals = gather(vertices.normals.view(), new Float32Array(count * 3), this.normals.view());
      primitive.normals = unitNormals(normals, primitive);
    }
    if (vertices.hasColours) primitive.colours = vertices.linearColours(numbers);
    if (this.material !== undefined) primitive.material = this.material;
    return primitive;
  }
}

/** Fills `to` with those tuples of `from` that have these numbers, from 1. */
function gather<T extends Float32Array | Float64Array>(from: T, to: T, numbers: Uint32Array): T {
  const width = to.length / numbers.length;
  for (let vertex = 0, at = 0; vertex < numbers.length; vertex += 1) {
    const start = (numbers[vertex]! - 1) * width;
    for (let item = 0; item < width; item += 1, at += 1) to[at] = from[start + item]!;
  }
  return to;
}
