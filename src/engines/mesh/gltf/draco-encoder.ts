import { createRequire } from 'node:module';
import type { EncoderModule, ExpertEncoder, Mesh, MeshBuilder } from 'draco3dgltf';
import { Problem } from '../../../domain/problem.ts';
import { type Primitive, vertexCount } from '../model.ts';
import { GRID_BITS, type Grid } from './grid.ts';
import { unitNormals } from './unit-normals.ts';
import { namedUvs } from './uv-map.ts';

/** Of what is stored as floats; colours are lossless in 16 bits. */
const BITS = { normals: 12, uvs: 14 } as const;
/** 0 is the smallest file, 10 the quickest: gltf-transform and gltf-pipeline choose the middle, too. */
const SPEED = 5;

export interface DracoEncoded {
  bytes: Uint8Array;
  /** How many there are once it is decoded: the order of vertices and triangles is another one. */
  vertices: number;
  /** For each attribute its id in the data. */
  ids: Record<string, number>;
}

export type EncodeDraco = (primitive: Primitive, grid: Grid) => DracoEncoded;

let loaded: Promise<EncoderModule> | undefined;

/** Google's own encoder (draco3dgltf, WebAssembly). */
export async function openDracoEncoder(): Promise<EncodeDraco> {
  const { createEncoderModule } = createRequire(import.meta.url)(
    'draco3dgltf',
  ) as typeof import('draco3dgltf');
  loaded ??= createEncoderModule();
  const module = await loaded;
  return (primitive, grid) => {
    try {
      return (
        encode(module, primitive, grid, module.MESH_EDGEBREAKER_ENCODING) ??
        encode(module, primitive, grid, module.MESH_SEQUENTIAL_ENCODING) ??
        notEncoded()
      );
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      loaded = undefined; // its memory may be broken
      throw notEncoded(cause);
    }
  };
}

/** Undefined where the method drops triangles, as edgebreaker does with some that are degenerate. */
function encode(
  module: EncoderModule,
  primitive: Primitive,
  grid: Grid,
  method: number,
): DracoEncoded | undefined {
  const builder = new module.MeshBuilder();
  const mesh = new module.Mesh();
  const encoder = new module.ExpertEncoder(mesh);
  const target = new module.DracoInt8Array();
  try {
    const ids = addAttributes(module, { builder, mesh, encoder }, primitive, grid);
    const faces = primitive.indices.length / 3;
    builder.AddFacesToMesh(mesh, faces, primitive.indices);
    encoder.SetSpeedOptions(SPEED, SPEED);
    encoder.SetTrackEncodedProperties(true);
    encoder.SetEncodingMethod(method);
    const byteLength = encoder.EncodeToDracoBuffer(true, target);
    if (byteLength <= 0 || encoder.GetNumberOfEncodedFaces() !== faces) return undefined;
    const bytes = new Uint8Array(byteLength);
    for (let at = 0; at < byteLength; at += 1) bytes[at] = target.GetValue(at);
    return { bytes, vertices: encoder.GetNumberOfEncodedPoints(), ids };
  } finally {
    for (const each of [target, encoder, mesh, builder]) module.destroy(each);
  }
}

interface Parts {
  builder: MeshBuilder;
  mesh: Mesh;
  encoder: ExpertEncoder;
}

function addAttributes(
  module: EncoderModule,
  { builder, mesh, encoder }: Parts,
  primitive: Primitive,
  grid: Grid,
): Record<string, number> {
  const count = vertexCount(primitive);
  const { positions, normals, colours } = primitive;
  const ids: Record<string, number> = {};
  const places = positions instanceof Float32Array ? positions : Float32Array.from(positions);
  ids.POSITION = builder.AddFloatAttribute(mesh, module.POSITION as unknown as number, count, 3, places);
  encoder.SetAttributeExplicitQuantization(ids.POSITION, GRID_BITS, 3, grid.origin, grid.range);
  if (normals) {
    const unit = unitNormals(normals, primitive);
    ids.NORMAL = builder.AddFloatAttribute(mesh, module.NORMAL as unknown as number, count, 3, unit);
    encoder.SetAttributeQuantization(ids.NORMAL, BITS.normals);
  }
  for (const [name, uvs] of namedUvs(primitive)) {
    ids[name] = builder.AddFloatAttribute(mesh, module.TEX_COORD as unknown as number, count, 2, uvs);
    encoder.SetAttributeQuantization(ids[name], BITS.uvs);
  }
  if (colours) {
    const shorts = Uint16Array.from(colours, (value) => Math.round(Math.min(1, Math.max(0, value)) * 65535));
    ids.COLOR_0 = builder.AddUInt16Attribute(mesh, module.COLOR as unknown as number, count, 4, shorts);
  }
  return ids;
}

function notEncoded(cause?: unknown): never {
  throw new Problem('output_invalid', {
    detail: 'The geometry could not be compressed with Draco. Choose another compression.',
    cause,
  });
}
