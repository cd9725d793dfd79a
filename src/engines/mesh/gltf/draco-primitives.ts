import { Type } from '@sinclair/typebox';
import { Problem } from '../../../domain/problem.ts';
import type { DecodedAccessors, GltfData } from './decode-accessor.ts';
import { openDracoDecoder } from './draco-decoder.ts';
import { countsOfDraco, malformedDraco } from './draco-header.ts';
import { componentsOf, type GltfJson, type GltfPrimitive, schemaCheck, TRIANGLES } from './gltf-json.ts';

const NAME = 'KHR_draco_mesh_compression';

/** What is read of a vertex. */
const READ = /^(POSITION|NORMAL|COLOR_0|(TEXCOORD|JOINTS|WEIGHTS)_\d+)$/;

const requireDraco = schemaCheck(
  Type.Object({
    bufferView: Type.Integer({ minimum: 0 }),
    attributes: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  }),
  'Draco primitive',
);

/**
 * The compressed form of a primitive. A file may hold the same data uncompressed for programs that cannot read Draco;
 * that is taken then, as it is exact.
 */
function dracoOf(json: GltfJson, { extensions, attributes, indices }: GltfPrimitive) {
  const given = extensions?.[NAME];
  if (given === undefined) return undefined;
  const draco = requireDraco(given);
  const covered = Object.keys(draco.attributes).map((name) => attributes[name]);
  const isWhole = [indices, ...covered].every(
    (accessor) => accessor !== undefined && json.accessors![accessor]!.bufferView !== undefined,
  );
  return isWhole ? undefined : draco;
}

/** Every reference of the extension points at something. Throws `input_malformed`. */
export function checkDraco(json: GltfJson): void {
  for (const { primitives } of json.meshes ?? []) {
    for (const primitive of primitives) {
      const draco = dracoOf(json, primitive);
      if (draco === undefined) continue;
      if (json.bufferViews?.[draco.bufferView] === undefined) throw malformedDraco('does not exist');
      if (primitive.indices === undefined) throw malformedDraco('has no accessor of indices');
      if (primitive.attributes.POSITION === undefined) throw malformedDraco('has no accessor of positions');
      if ((primitive.mode ?? TRIANGLES) !== TRIANGLES) {
        throw new Problem('input_feature_unsupported', {
          detail: 'The glTF has triangle strips in compressed geometry (Draco). Export it with triangles.',
        });
      }
    }
  }
}

export type DecodePrimitive = (primitive: GltfPrimitive) => DecodedAccessors | undefined;

/**
 * Decodes the accessors of one primitive after the other; undefined for one that is not compressed. The accessors were
 * counted against the limits, and the data must hold as much as they say.
 */
export async function openDracoPrimitives(
  { json, bytesOfView }: GltfData,
  primitives: readonly GltfPrimitive[],
): Promise<DecodePrimitive> {
  if (!primitives.some((primitive) => dracoOf(json, primitive))) return () => undefined;
  const decode = await openDracoDecoder();
  return (primitive) => {
    const draco = dracoOf(json, primitive);
    if (draco === undefined) return undefined;
    const compressed = bytesOfView(draco.bufferView);
    const corners = json.accessors![primitive.indices!]!.count;
    const vertices = json.accessors![primitive.attributes.POSITION!]!.count;
    const claimed = countsOfDraco(compressed) ?? { faces: corners / 3, vertices };
    if (claimed.faces * 3 !== corners) throw wrongCount(claimed.faces * 3, corners, 'indices');
    if (claimed.vertices > Math.max(vertices, corners))
      throw wrongCount(claimed.vertices, vertices, 'vertices');
    const mesh = decode(compressed);
    try {
      const decoded: DecodedAccessors = new Map();
      if (mesh.points !== vertices) throw wrongCount(mesh.points, vertices, 'vertices');
      const triangles = mesh.triangles();
      if (triangles.length !== corners) throw wrongCount(triangles.length, corners, 'indices');
      decoded.set(primitive.indices!, triangles);
      for (const [name, id] of Object.entries(draco.attributes)) {
        const index = primitive.attributes[name];
        if (index === undefined || !READ.test(name)) continue;
        const { type, componentType } = json.accessors![index]!;
        const values = mesh.attribute(id, componentsOf(type), componentType);
        if (values === undefined) throw malformedDraco('lacks an attribute that the file names');
        decoded.set(index, values);
      }
      return decoded;
    } finally {
      mesh.free();
    }
  };
}

const wrongCount = (has: number, says: number, what: string): Problem =>
  malformedDraco(`has ${has} ${what} where the file says ${says}`);
