import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Problem } from '../../../domain/problem.ts';

/**
 * The part of glTF 2.0 (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html, chapter 5) that is read and
 * written here. What is not named is ignored.
 *
 * `@gltf-transform/core` 4.5 is not used for this: it decomposes every node matrix (shear is changed), it reads the
 * indices of a sparse accessor at the offset of the accessor itself, and it copies accessors that nobody asks for.
 * It reads what we write in the tests.
 */
const index = Type.Integer({ minimum: 0 });
const byteCount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const named = { name: Type.Optional(Type.String()) };
const extended = { extensions: Type.Optional(Type.Record(Type.String(), Type.Unknown())) };
const numbers = (count: number) => Type.Array(Type.Number(), { minItems: count, maxItems: count });

export const COMPONENT_TYPES = [5120, 5121, 5122, 5123, 5125, 5126] as const;
const componentType = Type.Union(COMPONENT_TYPES.map((type) => Type.Literal(type)));
const COMPONENTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 } as const;

const Accessor = Type.Object({
  bufferView: Type.Optional(index),
  byteOffset: Type.Optional(byteCount),
  componentType,
  normalized: Type.Optional(Type.Boolean()),
  count: Type.Integer({ minimum: 1 }),
  type: Type.Union(
    (Object.keys(COMPONENTS) as (keyof typeof COMPONENTS)[]).map((type) => Type.Literal(type)),
  ),
  min: Type.Optional(Type.Array(Type.Number())),
  max: Type.Optional(Type.Array(Type.Number())),
  sparse: Type.Optional(
    Type.Object({
      count: Type.Integer({ minimum: 1 }),
      indices: Type.Object({
        bufferView: index,
        byteOffset: Type.Optional(byteCount),
        componentType: Type.Union([Type.Literal(5121), Type.Literal(5123), Type.Literal(5125)]),
      }),
      values: Type.Object({ bufferView: index, byteOffset: Type.Optional(byteCount) }),
    }),
  ),
});

const BufferView = Type.Object({
  buffer: index,
  byteOffset: Type.Optional(byteCount),
  byteLength: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  byteStride: Type.Optional(Type.Integer({ minimum: 4, maximum: 252, multipleOf: 4 })),
  target: Type.Optional(Type.Integer()),
  ...extended,
});

const textureInfo = { index, texCoord: Type.Optional(index), ...extended };
const TextureInfo = Type.Object(textureInfo);

const Material = Type.Object({
  ...named,
  ...extended,
  pbrMetallicRoughness: Type.Optional(
    Type.Object({
      baseColorFactor: Type.Optional(numbers(4)),
      baseColorTexture: Type.Optional(TextureInfo),
      metallicFactor: Type.Optional(Type.Number()),
      roughnessFactor: Type.Optional(Type.Number()),
      metallicRoughnessTexture: Type.Optional(TextureInfo),
    }),
  ),
  normalTexture: Type.Optional(Type.Object({ ...textureInfo, scale: Type.Optional(Type.Number()) })),
  occlusionTexture: Type.Optional(Type.Object({ ...textureInfo, strength: Type.Optional(Type.Number()) })),
  emissiveTexture: Type.Optional(TextureInfo),
  emissiveFactor: Type.Optional(numbers(3)),
  alphaMode: Type.Optional(Type.String()),
  alphaCutoff: Type.Optional(Type.Number()),
  doubleSided: Type.Optional(Type.Boolean()),
});

const MeshPrimitive = Type.Object({
  attributes: Type.Record(Type.String(), index),
  indices: Type.Optional(index),
  material: Type.Optional(index),
  mode: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
  targets: Type.Optional(Type.Array(Type.Record(Type.String(), index))),
  ...extended,
});

const Node = Type.Object({
  ...named,
  ...extended,
  children: Type.Optional(Type.Array(index)),
  mesh: Type.Optional(index),
  skin: Type.Optional(index),
  weights: Type.Optional(Type.Array(Type.Number())),
  camera: Type.Optional(index),
  matrix: Type.Optional(numbers(16)),
  translation: Type.Optional(numbers(3)),
  rotation: Type.Optional(numbers(4)),
  scale: Type.Optional(numbers(3)),
});

const Gltf = Type.Object({
  asset: Type.Object({
    version: Type.String(),
    minVersion: Type.Optional(Type.String()),
    generator: Type.Optional(Type.String()),
  }),
  extensionsUsed: Type.Optional(Type.Array(Type.String())),
  extensionsRequired: Type.Optional(Type.Array(Type.String())),
  buffers: Type.Optional(
    Type.Array(Type.Object({ uri: Type.Optional(Type.String()), byteLength: byteCount, ...extended })),
  ),
  bufferViews: Type.Optional(Type.Array(BufferView)),
  accessors: Type.Optional(Type.Array(Accessor)),
  images: Type.Optional(
    Type.Array(
      Type.Object({
        ...named,
        uri: Type.Optional(Type.String()),
        bufferView: Type.Optional(index),
        mimeType: Type.Optional(Type.String()),
      }),
    ),
  ),
  samplers: Type.Optional(
    Type.Array(Type.Object({ wrapS: Type.Optional(Type.Integer()), wrapT: Type.Optional(Type.Integer()) })),
  ),
  textures: Type.Optional(
    Type.Array(Type.Object({ source: Type.Optional(index), sampler: Type.Optional(index) })),
  ),
  materials: Type.Optional(Type.Array(Material)),
  meshes: Type.Optional(
    Type.Array(
      Type.Object({
        ...named,
        primitives: Type.Array(MeshPrimitive, { minItems: 1 }),
        weights: Type.Optional(Type.Array(Type.Number())),
      }),
    ),
  ),
  nodes: Type.Optional(Type.Array(Node)),
  scenes: Type.Optional(Type.Array(Type.Object({ ...named, nodes: Type.Optional(Type.Array(index)) }))),
  scene: Type.Optional(index),
  skins: Type.Optional(
    Type.Array(
      Type.Object({ joints: Type.Array(index, { minItems: 1 }), inverseBindMatrices: Type.Optional(index) }),
    ),
  ),
  animations: Type.Optional(Type.Array(Type.Unknown())),
  cameras: Type.Optional(Type.Array(Type.Unknown())),
});

export type GltfJson = Static<typeof Gltf>;
export type GltfAccessor = Static<typeof Accessor>;
export type GltfBufferView = Static<typeof BufferView>;
export type GltfPrimitive = Static<typeof MeshPrimitive>;
export type GltfMaterial = Static<typeof Material>;
export type GltfTextureInfo = Static<typeof TextureInfo>;
export type GltfNode = Static<typeof Node>;
export type ComponentType = GltfAccessor['componentType'];

export const requireGltfJson: (value: unknown) => GltfJson = schemaCheck(Gltf, 'JSON');

/**
 * Returns the value where it is as the schema says, and throws `input_malformed` that says where it is not.
 * @param name of what is checked: `The glTF <name> is wrong`
 */
export function schemaCheck<Schema extends TSchema>(schema: Schema, name: string) {
  const checker = TypeCompiler.Compile(schema);
  return (value: unknown): Static<Schema> => {
    if (checker.Check(value)) return value;
    const error = checker.Errors(value).First();
    const where = error?.path ? `at ${error.path.slice(0, 200)}` : 'at its root';
    throw new Problem('input_malformed', {
      detail: `The glTF ${name} is wrong ${where}: ${error?.message ?? 'not an object'}. Export the file again.`,
    });
  };
}

export const componentsOf = (type: GltfAccessor['type']): number => COMPONENTS[type];

export function bytesOf(type: ComponentType): 1 | 2 | 4 {
  if (type === 5120 || type === 5121) return 1;
  return type === 5122 || type === 5123 ? 2 : 4;
}

export const TRIANGLES = 4;
export const TRIANGLE_STRIP = 5;
export const TRIANGLE_FAN = 6;
