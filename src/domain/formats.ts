/** The formats that converto knows by name. Which pairs are possible is the engine catalogue's to say. */
export const FORMAT_IDS = [
  'step',
  'iges',
  'brep',
  'stl',
  'obj',
  'ply',
  'off',
  'glb',
  'gltf',
  '3mf',
  'amf',
  'dae',
  'fbx',
  '3ds',
  'x3d',
  'vrml',
  'usdz',
  'usd',
  'ifc',
  '3dm',
  'zip',
] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

export interface Format {
  id: FormatId;
  name: string;
  /** Lower case, with the dot; the first is the one that converted files get. */
  extensions: readonly [string, ...string[]];
  mediaType: string;
  /** `brep`: exact surfaces (CAD). `mesh`: triangles or polygons. */
  family: 'brep' | 'mesh';
  /** Of a declared format: what its files begin with, one of these, as latin1. */
  magic?: readonly string[];
}

export const FORMATS: Readonly<Record<FormatId, Format>> = {
  step: {
    id: 'step',
    name: 'STEP (ISO 10303-21)',
    extensions: ['.step', '.stp'],
    mediaType: 'model/step',
    family: 'brep',
  },
  iges: {
    id: 'iges',
    name: 'IGES 5.3',
    extensions: ['.iges', '.igs'],
    mediaType: 'model/iges',
    family: 'brep',
  },
  brep: {
    id: 'brep',
    name: 'OpenCASCADE BREP',
    extensions: ['.brep', '.brp'],
    mediaType: 'application/octet-stream',
    family: 'brep',
  },
  stl: { id: 'stl', name: 'STL', extensions: ['.stl'], mediaType: 'model/stl', family: 'mesh' },
  obj: { id: 'obj', name: 'Wavefront OBJ', extensions: ['.obj'], mediaType: 'model/obj', family: 'mesh' },
  ply: {
    id: 'ply',
    name: 'PLY',
    extensions: ['.ply'],
    mediaType: 'application/octet-stream',
    family: 'mesh',
  },
  glb: {
    id: 'glb',
    name: 'glTF 2.0 binary',
    extensions: ['.glb'],
    mediaType: 'model/gltf-binary',
    family: 'mesh',
  },
  gltf: { id: 'gltf', name: 'glTF 2.0', extensions: ['.gltf'], mediaType: 'model/gltf+json', family: 'mesh' },
  off: {
    id: 'off',
    name: 'OFF',
    extensions: ['.off'],
    mediaType: 'application/octet-stream',
    family: 'mesh',
  },
  '3mf': { id: '3mf', name: '3MF', extensions: ['.3mf'], mediaType: 'model/3mf', family: 'mesh' },
  amf: { id: 'amf', name: 'AMF', extensions: ['.amf'], mediaType: 'application/x-amf', family: 'mesh' },
  dae: {
    id: 'dae',
    name: 'COLLADA',
    extensions: ['.dae'],
    mediaType: 'model/vnd.collada+xml',
    family: 'mesh',
  },
  fbx: {
    id: 'fbx',
    name: 'FBX',
    extensions: ['.fbx'],
    mediaType: 'application/octet-stream',
    family: 'mesh',
  },
  '3ds': { id: '3ds', name: '3DS', extensions: ['.3ds'], mediaType: 'application/x-3ds', family: 'mesh' },
  x3d: {
    id: 'x3d',
    name: 'X3D',
    extensions: ['.x3d', '.x3dv', '.x3dz'],
    mediaType: 'model/x3d+xml',
    family: 'mesh',
  },
  vrml: {
    id: 'vrml',
    name: 'VRML 2.0',
    extensions: ['.wrl', '.vrml', '.wrz'],
    mediaType: 'model/vrml',
    family: 'mesh',
  },
  usdz: { id: 'usdz', name: 'USDZ', extensions: ['.usdz'], mediaType: 'model/vnd.usdz+zip', family: 'mesh' },
  usd: {
    id: 'usd',
    name: 'USD',
    extensions: ['.usd', '.usda', '.usdc'],
    mediaType: 'application/octet-stream',
    family: 'mesh',
  },
  ifc: { id: 'ifc', name: 'IFC', extensions: ['.ifc'], mediaType: 'application/x-step', family: 'mesh' },
  '3dm': { id: '3dm', name: 'Rhino 3DM', extensions: ['.3dm'], mediaType: 'model/vnd.3dm', family: 'mesh' },
  zip: {
    id: 'zip',
    name: 'ZIP archive of a model and its files',
    extensions: ['.zip'],
    mediaType: 'application/zip',
    family: 'mesh',
  },
};

const BY_EXTENSION = new Map<string, Format>(
  Object.values(FORMATS).flatMap((format) =>
    format.extensions.map((extension) => [extension, format] as const),
  ),
);

/**
 * Adds formats that only a declared program reads, at start, before anybody asks for formats. They are `FormatId`s by
 * declaration: what is written for each of our own formats has an answer for others, too.
 * Throws a RangeError that names an id or an extension of our own.
 */
export function declareFormats(formats: readonly (Omit<Format, 'id'> & { id: string })[]): void {
  const ours: ReadonlySet<string> = new Set(FORMAT_IDS);
  for (const given of formats) {
    const taken = given.extensions.find((each) => ours.has(BY_EXTENSION.get(each)?.id ?? ''));
    if (ours.has(given.id) || taken !== undefined) {
      throw new RangeError(`the format ${given.id}${taken ? ` with ${taken}` : ''} is known already`);
    }
    const format = { ...given, id: given.id as FormatId };
    (FORMATS as Record<FormatId, Format>)[format.id] = format;
    for (const extension of format.extensions) BY_EXTENSION.set(extension, format);
  }
}

/** What to do about a source that no engine of ours reads. */
export const DECLARE_A_PROGRAM =
  'An administrator can declare a program that reads others (EXTERNAL_ENGINES_FILE).';

/** @param name `step`, `.STEP` or ` Stp `: with or without the dot, in any case */
export function findFormat(name: string): Format | undefined {
  const bare = name.trim().toLowerCase().replace(/^\./, '');
  return BY_EXTENSION.get(`.${bare}`);
}

/** The last extension of a file name in lower case with its dot, or '' (a leading dot alone is no extension). */
export function extensionOf(fileName: string): string {
  const at = fileName.lastIndexOf('.');
  return at > 0 && at < fileName.length - 1 ? fileName.slice(at).toLowerCase() : '';
}

/** The name without its last extension. */
export function stemOf(fileName: string): string {
  const extension = extensionOf(fileName);
  return extension === '' ? fileName : fileName.slice(0, -extension.length);
}
