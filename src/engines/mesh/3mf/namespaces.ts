/** https://github.com/3MFConsortium: the core specification 1.3 and the extensions that are read here. */
export const CORE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
export const MATERIAL = 'http://schemas.microsoft.com/3dmanufacturing/material/2015/02';
export const PRODUCTION = 'http://schemas.microsoft.com/3dmanufacturing/production/2015/06';
const TRIANGLE_SETS = 'http://schemas.microsoft.com/3dmanufacturing/trianglesets/2021/07';
const SLICE = 'http://schemas.microsoft.com/3dmanufacturing/slice/2015/07';
const BEAM_LATTICE = 'http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02';
const BALLS = 'http://schemas.microsoft.com/3dmanufacturing/beamlattice/balls/2020/07';
const ALTERNATIVES = 'http://schemas.microsoft.com/3dmanufacturing/production/alternatives/2021/04';

/** How the keys of the element tables begin. The core has none. */
export const PREFIXES: Readonly<Record<string, string>> = {
  [CORE]: '',
  [MATERIAL]: 'm:',
  [TRIANGLE_SETS]: 't:',
  [SLICE]: 's:',
  [BEAM_LATTICE]: 'b:',
};

/** A file that requires another one cannot be understood without it. What is lost of these is reported. */
export const KNOWN: ReadonlySet<string> = new Set([
  CORE,
  MATERIAL,
  PRODUCTION,
  TRIANGLE_SETS,
  SLICE,
  BEAM_LATTICE,
  BALLS,
  ALTERNATIVES,
]);

export const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
export const MODEL_RELATIONSHIP = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel';
export const TEXTURE_RELATIONSHIP = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dtexture';
