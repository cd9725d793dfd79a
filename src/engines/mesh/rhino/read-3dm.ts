import { readFile, stat } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import type { MeshReader, MeshSource } from '../mesh-source.ts';
import type { Mesh } from '../model.ts';
import { counted, type MeshRead } from '../read-result.ts';
import { check3dm } from './check-3dm.ts';
import { type Rhino, type RhinoFile, type RhinoList, type RhinoObject, withRhinoFile } from './load-rhino.ts';
import { rhinoMaterials } from './rhino-materials.ts';
import { rhinoMeshes } from './rhino-meshes.ts';
import { rhinoTree } from './rhino-tree.ts';
import { rhinoUnit } from './rhino-unit.ts';

const MAX_BYTES = 256 << 20;

/**
 * Rhino 3DM through rhino3dm: meshes, and the render meshes that Rhino saved for Breps and extrusions; it cannot mesh
 * a surface itself. Layers become nodes, blocks become instances. Throws a Problem whose code begins with `input_`.
 */
export const read3dm: MeshReader = async (source) => {
  const { size } = await stat(source.path);
  if (size > MAX_BYTES) {
    throw new Problem('input_limit_exceeded', {
      detail: `3DM files are converted up to ${MAX_BYTES >> 20} MiB; this one has ${size >> 20} MiB. Split the model.`,
    });
  }
  const bytes = await readFile(source.path);
  check3dm(bytes);
  return withRhinoFile(bytes, (rhino, file) => readFile3dm(rhino, file, source));
};

async function readFile3dm(rhino: Rhino, file: RhinoFile, source: MeshSource): Promise<MeshRead> {
  const lost = new LossTally();
  const { scale, warnings, ...frame } = rhinoUnit(file.settings().modelUnitSystem.value);
  const layers = listOf(file.layers());
  const objects = listOf(file.objects()).map((object): RhinoObject => {
    return { attributes: object.attributes(), geometry: object.geometry() };
  });
  const materials = rhinoMaterials(file, layers, source.siblings, lost);
  const reader = rhinoMeshes(rhino, source.limits, lost);
  const meshes: Mesh[] = [];
  const meshOf = new Map<string, number>();
  const isHidden = ({ attributes }: RhinoObject): boolean =>
    !attributes.visible && !attributes.isInstanceDefinitionObject;
  for (const [at, object] of objects.entries()) {
    const { attributes, geometry } = object;
    source.onFraction?.(at / objects.length);
    if (geometry.constructor.name === 'InstanceReference' || isHidden(object)) continue;
    const primitive = reader.read(geometry);
    if (primitive === undefined) continue;
    const material = await materials.of(attributes);
    meshOf.set(
      attributes.id,
      meshes.push({ primitives: [{ ...primitive, ...(material !== undefined && { material }) }] }) - 1,
    );
  }
  lost.add('hidden objects', objects.filter(isHidden).length, 'Only what is shown in Rhino is converted.');
  if (meshes.length === 0) throw nothingShown(reader.bare);
  const nodes = rhinoTree(
    { objects, layers, meshes, meshOf, definitions: listOf(file.instanceDefinitions()) },
    scale,
    source.limits,
  );
  if (!nodes.some(({ mesh }) => mesh !== undefined)) throw nothingShown(0);
  return {
    model: { ...frame, upAxis: 'z', nodes, meshes, materials: materials.materials, images: materials.images },
    warnings,
    lost: lost.list(),
  };
}

const listOf = <T>(list: RhinoList<T>): T[] => Array.from({ length: list.count }, (_, at) => list.get(at));

function nothingShown(bare: number): Problem {
  if (bare === 0) return new Problem('input_no_geometry');
  return new Problem('input_no_geometry', {
    detail: `The 3DM file has ${counted(bare, 'surface object')} but holds no mesh of ${bare === 1 ? 'it' : 'any'}. Shade the model in Rhino and save it with its render meshes (not "small"), or export it as STEP.`,
  });
}
