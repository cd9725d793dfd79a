import { FORMATS, type FormatId } from '../domain/formats.ts';

/** What a model may have beside its shape. */
export const CONTENTS = [
  'names',
  'hierarchy',
  'instances',
  'units',
  'colours',
  'materials',
  'textures',
  'texture coordinates',
  'normals',
  'vertex colours',
  'polygons',
] as const;
export type Content = (typeof CONTENTS)[number];

/** What of it is read from a format, and what is written to it, by the engines here. */
interface Traits {
  reads: readonly Content[];
  writes: readonly Content[];
}

const CAD: readonly Content[] = ['names', 'hierarchy', 'instances', 'units', 'colours'];
const GLTF: readonly Content[] = CONTENTS.filter((content) => content !== 'polygons');
/** Texture coordinates only together with a texture. */
const THREE_MF: readonly Content[] = GLTF.filter((content) => content !== 'normals');

/** One line for each format. What a pair keeps is what both sides have. */
const TRAITS: Partial<Record<FormatId, Traits>> = {
  step: { reads: CAD, writes: CAD },
  iges: { reads: ['names', 'units', 'colours'], writes: ['names', 'units', 'colours'] },
  brep: { reads: ['instances'], writes: ['instances'] },
  stl: { reads: ['names'], writes: ['names'] },
  obj: {
    reads: ['names', 'materials', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
    writes: ['names', 'materials', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
  },
  ply: {
    reads: ['colours', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
    writes: ['colours', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
  },
  off: {
    reads: ['colours', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
    writes: ['colours', 'texture coordinates', 'normals', 'vertex colours', 'polygons'],
  },
  usd: { reads: CONTENTS, writes: [] },
  usdz: { reads: CONTENTS, writes: CONTENTS },
  x3d: { reads: CONTENTS, writes: [] },
  vrml: { reads: CONTENTS, writes: [] },
  glb: { reads: GLTF, writes: GLTF },
  gltf: { reads: GLTF, writes: GLTF },
  '3mf': { reads: THREE_MF, writes: THREE_MF },
  amf: {
    reads: ['names', 'hierarchy', 'instances', 'units', 'colours', 'materials', 'vertex colours'],
    writes: [],
  },
  zip: { reads: CONTENTS, writes: [] },
  dae: { reads: CONTENTS, writes: [] },
  ifc: { reads: ['names', 'hierarchy', 'instances', 'units', 'colours', 'normals'], writes: [] },
  '3dm': { reads: CONTENTS, writes: [] },
  fbx: { reads: CONTENTS, writes: [] },
  '3ds': { reads: GLTF.filter((content) => content !== 'units' && content !== 'vertex colours'), writes: [] },
};

const NONE: Traits = { reads: [], writes: [] };

/** What a conversion keeps where the model has it, and what is lost because the target cannot hold it here. */
export function contentsOf(source: FormatId, target: FormatId): { kept: Content[]; lost: Content[] } {
  const { reads } = TRAITS[source] ?? NONE;
  const writes = writtenFrom(source, target);
  return {
    kept: reads.filter((content) => writes.includes(content)),
    lost: reads.filter((content) => !writes.includes(content)),
  };
}

/** Instances of a mesh become flat faces of their own. */
function writtenFrom(source: FormatId, target: FormatId): readonly Content[] {
  const { writes } = TRAITS[target] ?? NONE;
  const facets = FORMATS[source].family === 'mesh' && FORMATS[target].family === 'brep';
  return facets ? writes.filter((content) => content !== 'instances') : writes;
}

/** Whether files of the format are written with this here. */
export const holds = (target: FormatId, content: Content): boolean =>
  (TRAITS[target] ?? NONE).writes.includes(content);
