import { type TObject, Type } from '@sinclair/typebox';
import { FORMATS, type FormatId } from '../domain/formats.ts';
import { StringEnum } from '../string-enum.ts';
import { cadOptionsFor, cadSourceOptionsFor } from './cad-options.ts';
import { editOptionsFor, partOptions } from './edit-options.ts';
import {
  saidFrame,
  sceneFrame,
  sourceFrame,
  targetFrame,
  targetUnit,
  targetUnitOf3mf,
  targetUnitOfFacets,
} from './frame-options.ts';

const faceting = {
  merge_coplanar: Type.Optional(
    Type.Boolean({
      default: true,
      description:
        'Triangles that lie side by side in one plane become one face, with holes where there are some. A point ' +
        'may lie off the plane by 2^-22 of the largest coordinate of its part, and by a millionth of the ' +
        'diagonal of the part at most.',
    }),
  ),
};

const polygons = {
  faces: Type.Optional(
    StringEnum(['polygons', 'triangles'], {
      default: 'polygons',
      description: 'How to write faces of more than three corners: some programs read triangles only.',
    }),
  ),
};

const archived = {
  archive_model: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: 'Which file of the archive is the model, where it has several: its path in the archive.',
    }),
  ),
};

const SOURCE_OPTIONS: Partial<Record<FormatId, object>> = {
  stl: sourceFrame,
  obj: sourceFrame,
  ply: sourceFrame,
  off: sourceFrame,
  x3d: sceneFrame,
  vrml: sceneFrame,
  '3ds': sourceFrame,
  ifc: {
    include_spaces: Type.Optional(
      Type.Boolean({ default: false, description: 'Keep the volumes of rooms (IfcSpace).' }),
    ),
  },
  zip: { ...sourceFrame, ...archived },
};

const compressed = {
  compression: Type.Optional(
    StringEnum(['none', 'quantized', 'meshopt', 'draco'], {
      default: 'none',
      description:
        'How to write the geometry. All but "none" round positions to 65,536 steps along the longest side of a mesh, ' +
        'and ask for a program that reads the extension: KHR_mesh_quantization, EXT_meshopt_compression or ' +
        'KHR_draco_mesh_compression.',
    }),
  ),
};

const textured = {
  texture_size: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65_536,
      description:
        'Textures whose longer side has more pixels are scaled down to so many. The others keep their bytes. ' +
        'OBJ has textures only with "materials".',
    }),
  ),
};

const TARGET_OPTIONS: Partial<Record<FormatId, object>> = {
  stl: {
    ...targetFrame,
    encoding: Type.Optional(
      StringEnum(['binary', 'ascii'], { default: 'binary', description: 'How to write it.' }),
    ),
  },
  obj: {
    ...targetFrame,
    ...polygons,
    materials: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Write a ZIP archive of the OBJ file, its materials (MTL) and its textures, instead of the OBJ file alone.',
      }),
    ),
    ...textured,
  },
  glb: { ...compressed, ...textured },
  gltf: { ...compressed, ...textured },
  '3mf': { ...targetUnitOf3mf, ...textured },
  ply: {
    ...targetFrame,
    ...polygons,
    encoding: Type.Optional(
      StringEnum(['binary_little_endian', 'binary_big_endian', 'ascii'], {
        default: 'binary_little_endian',
        description: 'How to write it.',
      }),
    ),
  },
  off: {
    ...targetFrame,
    ...polygons,
    vertex_attributes: Type.Optional(
      StringEnum(['colours', 'all'], {
        default: 'colours',
        description:
          'What vertices get where the model has it; few programs read normals and texture coordinates of OFF.',
      }),
    ),
  },
  usdz: { ...saidFrame, ...polygons, ...textured },
};

/** Names of the options of a pair that say how the source is to be read. */
export const sourceOptionsFor = (source: FormatId, target: FormatId, engine: string): string[] =>
  Object.keys({ ...cadSourceOptionsFor(source, target, engine), ...SOURCE_OPTIONS[source] });

/** The options that make sense for one pair of formats, and that the engine that serves it has. */
export function optionsFor(source: FormatId, target: FormatId, engine: string): TObject {
  const isExact = FORMATS[source].family === 'brep' && FORMATS[target].family === 'brep';
  const facets = FORMATS[source].family === 'mesh' && FORMATS[target].family === 'brep';
  return Type.Object(
    {
      ...cadOptionsFor(source, target, engine),
      ...(facets ? { ...faceting, ...(target === 'brep' ? targetUnit : targetUnitOfFacets) } : {}),
      ...SOURCE_OPTIONS[source],
      ...TARGET_OPTIONS[target],
      ...(isExact ? partOptions : editOptionsFor(target)),
    },
    { additionalProperties: false },
  );
}
