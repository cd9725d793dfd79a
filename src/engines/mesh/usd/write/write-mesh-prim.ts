import { type Material, type Primitive, polygonsOf, triangleCount, vertexCount } from '../../model.ts';
import { Bounds } from '../../tools/bounds.ts';
import { effectiveColours } from '../../tools/colour.ts';
import { countFaces } from '../../tools/polygons.ts';
import { displayNameOf, Identifiers } from './identifiers.ts';
import type { MaterialUse } from './material-use.ts';
import type { MeshGroup } from './mesh-groups.ts';
import { type Bytes, quoted, tuple, type UsdaWriter } from './usda-writer.ts';

const CHUNK = 1 << 14;
const THREES = new Uint32Array(CHUNK).fill(3);
const BINDING_API = 'prepend apiSchemas = ["MaterialBindingAPI"]';

/** Where the materials are that meshes are bound to. */
export interface BindingScope {
  path: string;
  identifierOf(use: MaterialUse): string;
}

export interface MeshPrim {
  identifier: string;
  name: string | undefined;
  group: MeshGroup;
}

/** Writes a UsdGeomMesh; primitives with several materials become its subsets. */
export function* writeMeshPrim(
  writer: UsdaWriter,
  { identifier, name, group }: MeshPrim,
  materials: readonly Material[],
  scope: BindingScope,
): Bytes {
  const { primitives, doubleSided } = group;
  const bindings = primitives.map((primitive) => bindingOf(primitive, scope));
  const isUniform = bindings.every((binding) => binding === bindings[0]);
  const bound = isUniform ? bindings[0] : undefined;
  const displayName = displayNameOf(name, identifier);
  const metadata = [
    ...(bound === undefined ? [] : [BINDING_API]),
    ...(displayName === undefined ? [] : [`displayName = ${quoted(displayName)}`]),
  ];
  yield* writer.prim(`def Mesh "${identifier}"`, metadata, function* () {
    if (doubleSided) writer.line('uniform bool doubleSided = 1');
    yield* writeGeometry(writer, primitives, materials);
    if (bound !== undefined) writer.line(`rel material:binding = <${bound}>`);
    writer.line('uniform token subdivisionScheme = "none"');
    if (isUniform) return;
    writer.line('uniform token subsetFamily:materialBind:familyType = "nonOverlapping"');
    yield* writeSubsets(writer, primitives, bindings);
  });
}

function bindingOf(primitive: Primitive, scope: BindingScope): string | undefined {
  const { material, uvs, secondUvs, colours } = primitive;
  if (material === undefined) return undefined;
  const use = {
    material,
    hasUvs: uvs !== undefined,
    hasSecondUvs: secondUvs !== undefined,
    hasColours: colours !== undefined,
  };
  return `${scope.path}/${scope.identifierOf(use)}`;
}

function* writeGeometry(
  writer: UsdaWriter,
  primitives: readonly Primitive[],
  materials: readonly Material[],
): Bytes {
  const bounds = new Bounds();
  for (const primitive of primitives) bounds.include(primitive);
  writer.line(`float3[] extent = [${tuple(bounds.min)}, ${tuple(bounds.max)}]`);
  yield* writer.array('int[] faceVertexCounts', 1, faceSizes(primitives));
  yield* writer.array('int[] faceVertexIndices', 1, faceCorners(primitives));
  if (primitives[0]!.normals) {
    const all = primitives.map((primitive) => primitive.normals!);
    yield* writer.array('normal3f[] normals', 3, all, 'vertex');
  }
  const positions = primitives.map((primitive) => primitive.positions);
  yield* writer.array('point3f[] points', 3, positions);
  if (primitives.some(({ colours }) => colours)) yield* writeColours(writer, primitives, materials);
  for (const [set, primvar] of [
    ['uvs', 'st'],
    ['secondUvs', 'st1'],
  ] as const) {
    if (primitives.some((primitive) => primitive[set]))
      yield* writer.array(`texCoord2f[] primvars:${primvar}`, 2, turnedUvs(primitives, set), 'vertex');
  }
}

/** What is shown: the colour of the material is in it, as in a shader the one takes the place of the other. */
function* writeColours(
  writer: UsdaWriter,
  primitives: readonly Primitive[],
  materials: readonly Material[],
): Bytes {
  const shown = primitives.map((primitive) => effectiveColours(primitive, materials));
  yield* writer.array('color3f[] primvars:displayColor', 3, shown.map(withoutAlpha), 'vertex');
  const isOpaque = shown.every((rgba) => rgba.every((value, at) => (at & 3) !== 3 || value === 1));
  if (!isOpaque) yield* writer.array('float[] primvars:displayOpacity', 1, shown.map(alphas), 'vertex');
}

function* faceSizes(primitives: readonly Primitive[]): Generator<Uint32Array> {
  for (const primitive of primitives) {
    const sizes = polygonsOf(primitive)?.sizes;
    if (sizes !== undefined) yield sizes;
    else
      for (let left = triangleCount(primitive); left > 0; left -= CHUNK) {
        yield THREES.subarray(0, Math.min(CHUNK, left));
      }
  }
}

function* faceCorners(primitives: readonly Primitive[]): Generator<Uint32Array> {
  let first = 0;
  for (const primitive of primitives) {
    const corners = polygonsOf(primitive)?.corners ?? primitive.indices;
    for (let at = 0; at < corners.length; at += CHUNK) {
      const part = corners.subarray(at, at + CHUNK);
      yield first === 0 ? part : part.map((vertex) => first + vertex);
    }
    first += vertexCount(primitive);
  }
}

/** v runs upwards in USD. */
function* turnedUvs(primitives: readonly Primitive[], set: 'uvs' | 'secondUvs'): Generator<Float32Array> {
  for (const { positions, [set]: uvs } of primitives) {
    const part = uvs?.slice() ?? new Float32Array((positions.length / 3) * 2);
    for (let at = 1; at < part.length; at += 2) part[at] = 1 - part[at]!;
    yield part;
  }
}

const withoutAlpha = (rgba: Float32Array): Float32Array => {
  const rgb = new Float32Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3)
    rgb.set(rgba.subarray(from, from + 3), to);
  return rgb;
};

const alphas = (rgba: Float32Array): Float32Array =>
  Float32Array.from({ length: rgba.length / 4 }, (_, vertex) => rgba[vertex * 4 + 3]!);

function* writeSubsets(
  writer: UsdaWriter,
  primitives: readonly Primitive[],
  bindings: readonly (string | undefined)[],
): Bytes {
  const identifiers = new Identifiers();
  let first = 0;
  for (const [index, primitive] of primitives.entries()) {
    const count = countFaces(primitive);
    const faces = faceNumbers(first, count);
    first += count;
    const binding = bindings[index];
    if (binding === undefined) continue;
    const identifier = identifiers.make(binding.slice(binding.lastIndexOf('/') + 1), 'Subset');
    yield* writer.prim(`def GeomSubset "${identifier}"`, [BINDING_API], function* () {
      writer.line('uniform token elementType = "face"');
      writer.line('uniform token familyName = "materialBind"');
      yield* writer.array('int[] indices', 1, faces);
      writer.line(`rel material:binding = <${binding}>`);
    });
  }
}

function* faceNumbers(first: number, count: number): Generator<Uint32Array> {
  for (let done = 0; done < count; done += CHUNK) {
    const length = Math.min(CHUNK, count - done);
    yield Uint32Array.from({ length }, (_, face) => first + done + face);
  }
}
