import { Type } from '@sinclair/typebox';
import { FORMATS, type FormatId } from '../domain/formats.ts';
import { StringEnum } from '../string-enum.ts';
import { sourceUnit, sourceUpAxisOfCad, targetUnit, targetUnitOfCad } from './frame-options.ts';

/** Their meaning is in src/engines/cad/tessellation.ts. */
const tessellation = {
  quality: Type.Optional(
    StringEnum(['draft', 'standard', 'fine'], {
      default: 'standard',
      description:
        'How fine the triangles are where nothing else is said: 0.005 and 30°, 0.001 and 20°, 0.0002 and 10° of ' +
        'linear and angular deflection.',
    }),
  ),
  linear_deflection: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      description:
        'How far the triangles may lie from the surface: a share of the mean side of the bounding box, or ' +
        'millimetres where linear_deflection_type is "absolute". Without it: that of the quality.',
    }),
  ),
  linear_deflection_type: Type.Optional(
    StringEnum(['relative', 'absolute'], {
      default: 'relative',
      description: 'What linear_deflection means.',
    }),
  ),
  angular_deflection: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: 90,
      description:
        'The largest angle between neighbouring facets of a curved surface, in degrees. Without it: that of the quality.',
    }),
  ),
};

const sewing = {
  sewing_tolerance: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1000,
      description:
        'Loose faces of IGES are sewn group by group where their edges are this close, in millimetres, and become solids ' +
        'where that is proven, with cavities where faces within them point inward; 0 leaves them. Without it: a ' +
        'hundred-thousandth of the size of a group, at least 0.001.',
    }),
  ),
};

const TARGETS: Partial<Record<FormatId, object>> = {
  brep: targetUnit,
  step: {
    ...targetUnitOfCad,
    step_schema: Type.Optional(
      StringEnum(['AP203', 'AP214', 'AP242'], {
        default: 'AP214',
        description: 'The application protocol of the file.',
      }),
    ),
  },
  iges: {
    ...targetUnitOfCad,
    iges_entities: Type.Optional(
      StringEnum(['solids', 'faces'], {
        default: 'solids',
        description: 'Solids (entity 186), or their faces alone, which every program reads.',
      }),
    ),
  },
};

/** occt-import-js hands out triangles and nothing to sew. */
const sews = (target: FormatId, engine: string): boolean =>
  FORMATS[target].family === 'brep' || engine === 'occt-native';

/** Of pairs that begin with CAD: what they say of the source. */
export const cadSourceOptionsFor = (source: FormatId, target: FormatId, engine: string): object => ({
  ...(source === 'iges' && sews(target, engine) ? sewing : {}),
  ...(source === 'brep' ? sourceUnit : {}),
  ...(FORMATS[source].family === 'brep' && FORMATS[target].family === 'mesh' ? sourceUpAxisOfCad : {}),
});

/** The options of pairs that begin with CAD. */
export function cadOptionsFor(source: FormatId, target: FormatId, engine: string): object {
  if (FORMATS[source].family !== 'brep') return {};
  return {
    ...(FORMATS[target].family === 'mesh' ? tessellation : TARGETS[target]),
    ...cadSourceOptionsFor(source, target, engine),
  };
}
