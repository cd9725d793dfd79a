import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type Archive, withArchive } from '../archive/open-archive.ts';
import { findReferred } from '../archive/siblings.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import { tooManyTriangles } from '../limits.ts';
import type { Image, MeshModel } from '../model.ts';
import { counted, type MeshRead, type OnFraction } from '../read-result.ts';
import { countFlattened } from '../tools/flatten.ts';
import { bySizes, untold, within } from '../tools/shares.ts';
import { buildNodes } from './build-nodes.ts';
import { buildPrimitives } from './build-primitives.ts';
import type { ModelPart, Placed } from './model-part.ts';
import { findModelEntry } from './package-parts.ts';
import type { SoFar } from './read-mesh-element.ts';
import { readModelPart } from './read-model-part.ts';
import { countOtherFiles, readTextures } from './read-textures.ts';
import { createSurfaces, missing } from './surfaces.ts';

/** Of the time; the model is made of it in the rest. */
const XML_READ = 0.9;

/**
 * Reads the objects that a 3MF package builds: core specification 1.3, materials and properties 1.2, production 1.1.
 * Components become nodes, and an object that is shown several times is one mesh. Base materials become materials,
 * colours those of vertices (of a material where a whole object has one), textures images of a material.
 *
 * Throws `input_truncated`, `input_malformed`, `input_feature_unsupported`, `input_archive_unsafe`,
 * `input_no_geometry` or `input_limit_exceeded`.
 */
export async function read3mf(
  path: string,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<MeshRead> {
  return withArchive(path, limits.archive, async (archive) => {
    const warnings: string[] = [];
    const lost = new LossTally();
    const parts = await readParts(archive, limits, warnings, within(onFraction, 0, XML_READ));
    const root = parts.get('')!;
    const images = await readTextures(archive, new Set(parts.values()));
    const model = buildModel(root, parts, images, limits, within(onFraction, XML_READ, 1), lost, warnings);
    for (const part of new Set(parts.values())) {
      for (const { what, count, why } of part.lost.list()) lost.add(what, count, why);
    }
    lost.add(
      'other files',
      countOtherFiles(archive, new Set(parts.values())),
      'Pictures, print tickets and settings of slicers are not kept.',
    );
    const { triangles } = countFlattened(model);
    if (triangles === 0) throw new Problem('input_no_geometry');
    if (triangles > limits.maxTriangles) throw tooManyTriangles(triangles, limits);
    return { model, warnings, lost: lost.list() };
  });
}

/** The model parts by the paths that refer to them, the root by ''. */
async function readParts(
  archive: Archive,
  limits: EngineLimits,
  warnings: string[],
  onFraction: OnFraction,
): Promise<Map<string, ModelPart>> {
  const soFar: SoFar = { vertices: 0, triangles: 0, properties: 0, placed: 0 };
  const rootEntry = await findModelEntry(archive, limits, warnings);
  const isModel = (name: string): boolean => name.toLowerCase().endsWith('.model');
  const total = archive.entries
    .filter(({ name }) => isModel(name))
    .reduce((sum, each) => sum + each.sizeBytes, 0);
  let done = 0;
  const read = async (entry: typeof rootEntry): Promise<ModelPart> => {
    const tell = (fraction: number): void =>
      onFraction(Math.min(1, (done + fraction * entry.sizeBytes) / total));
    const part = await readModelPart(entry, archive.chunks(entry, tell), limits, soFar);
    done += entry.sizeBytes;
    return part;
  };
  const root = await read(rootEntry);
  const byName = new Map([[rootEntry.name, root]]);
  const byPath = new Map([['', root]]);
  for (const part of byName.values()) {
    const places = [...part.items, ...[...part.objects.values()].flatMap(({ components }) => components)];
    for (const { path } of places) {
      if (path === undefined || byPath.has(path)) continue;
      const entry = findReferred(archive, rootEntry.name, path);
      if (entry === undefined) throw missing('model part');
      const known = byName.get(entry.name) ?? (await read(entry));
      if (known.unit !== root.unit) {
        throw new Problem('input_feature_unsupported', {
          detail: 'The parts of the 3MF are in different units. Export it in one unit.',
        });
      }
      byName.set(entry.name, known); // a new one is visited by the loop outside
      byPath.set(path, known);
    }
  }
  return byPath;
}

function buildModel(
  root: ModelPart,
  parts: ReadonlyMap<string, ModelPart>,
  images: ReadonlyMap<string, Image>,
  limits: EngineLimits,
  onFraction: OnFraction,
  lost: LossTally,
  warnings: string[],
): MeshModel {
  const surfaces = createSurfaces((path) => images.get(path), lost);
  const build = root.items.length > 0 ? root : { ...root, items: topLevel(root) };
  const nextObject = bySizes(countCorners(new Set(parts.values())), onFraction);
  if (build !== root) warnings.push('The 3MF builds nothing; all of its objects were taken.');
  const { nodes, meshes, unused } = buildNodes(
    build,
    (path) => parts.get(path)!,
    (part, object) => {
      if (object.mesh === undefined) return undefined;
      const onObject = nextObject(object.mesh.corners.length);
      const primitives = buildPrimitives(part, object, object.mesh, surfaces);
      onObject(1);
      return { ...(object.name !== undefined && { name: object.name }), primitives };
    },
    limits,
  );
  if (unused > 0) warnings.push(`${counted(unused, 'object')} that the 3MF does not build left out.`);
  if (surfaces.astray() > 0) {
    warnings.push(
      `${counted(surfaces.astray(), 'reference')} to colours or materials that the 3MF does not hold left out.`,
    );
  }
  const { materials } = surfaces;
  return { unit: root.unit, upAxis: 'z', unitKnown: true, nodes, meshes, materials, images: surfaces.images };
}

function countCorners(parts: ReadonlySet<ModelPart>): number {
  let corners = 0;
  for (const { objects } of parts) {
    for (const { mesh } of objects.values()) corners += mesh?.corners.length ?? 0;
  }
  return corners;
}

/** Objects that are no component of another one. */
function topLevel({ objects }: ModelPart): Placed[] {
  const components = [...objects.values()].flatMap((object) =>
    object.components.map(({ objectId }) => objectId),
  );
  const inner = new Set(components);
  return [...objects.keys()]
    .filter((id) => !inner.has(id))
    .map((objectId) => ({ objectId, hasTransform: false }));
}
