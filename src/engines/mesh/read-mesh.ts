import type { FormatId } from '../../domain/formats.ts';
import type { MeshReader, MeshSource } from './mesh-source.ts';
import type { MeshRead } from './read-result.ts';

export type { MeshReader, MeshSource, Siblings } from './mesh-source.ts';

/** One line for each format that holds a mesh; nothing is loaded before it is needed. */
const READERS: Partial<Record<FormatId, () => Promise<MeshReader>>> = {
  stl: async () => {
    const { readStl } = await import('./stl/read-stl.ts');
    return ({ path, options, limits, onFraction }) => readStl(path, options, limits, onFraction);
  },
  obj: async () => {
    const { readObj } = await import('./obj/read-obj.ts');
    return ({ path, options, limits, onFraction, siblings }) =>
      readObj(path, options, limits, onFraction, siblings);
  },
  ply: async () => {
    const { readPly } = await import('./ply/read-ply.ts');
    return ({ path, options, limits, onFraction }) => readPly(path, options, limits, onFraction);
  },
  off: async () => {
    const { readOff } = await import('./off/read-off.ts');
    return ({ path, options, limits, onFraction }) => readOff(path, options, limits, onFraction);
  },
  x3d: async () => (await import('./x3d/read-x3d.ts')).readX3d,
  vrml: async () => (await import('./x3d/read-x3d.ts')).readX3d,
  glb: async () => {
    const { readGltf } = await import('./gltf/read-gltf.ts');
    return ({ path, limits, onFraction, siblings }) => readGltf(path, 'glb', limits, onFraction, siblings);
  },
  gltf: async () => {
    const { readGltf } = await import('./gltf/read-gltf.ts');
    return ({ path, limits, onFraction, siblings }) => readGltf(path, 'gltf', limits, onFraction, siblings);
  },
  usd: async () => (await import('./usd/read-usd.ts')).readUsd,
  usdz: async () => (await import('./usd/read-usd.ts')).readUsdz,
  dae: async () => (await import('./assimp/read-dae.ts')).readDae,
  fbx: async () => (await import('./assimp/read-fbx.ts')).readFbx,
  ifc: async () => (await import('./ifc/read-ifc.ts')).readIfc,
  '3dm': async () => (await import('./rhino/read-3dm.ts')).read3dm,
  '3ds': async () => (await import('./assimp/read-3ds.ts')).read3ds,
  '3mf': async () => {
    const { read3mf } = await import('./3mf/read-3mf.ts');
    return ({ path, limits, onFraction }) => read3mf(path, limits, onFraction);
  },
  amf: async () => {
    const { readAmf } = await import('./amf/read-amf.ts');
    return ({ path, limits, onFraction }) => readAmf(path, limits, onFraction);
  },
};

/** Whether the format has a reader here. */
export const isReadable = (format: FormatId): boolean => READERS[format] !== undefined;

/** Reads a file of a format that has a reader here. */
export async function readMesh(format: FormatId, source: MeshSource): Promise<MeshRead> {
  const load = READERS[format];
  if (load === undefined) throw new RangeError(`${format} files hold no mesh that is read here`);
  return (await load())(source);
}
