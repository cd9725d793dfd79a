import { Type } from '@sinclair/typebox';
import { LENGTH_UNITS } from '../domain/report.ts';
import { StringEnum } from '../string-enum.ts';

export const sourceUnit = {
  source_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      default: 'mm',
      description: 'The unit of the source, which the format does not say.',
    }),
  ),
};

export const sourceFrame = {
  ...sourceUnit,
  source_up_axis: Type.Optional(
    StringEnum(['z', 'y'], {
      default: 'z',
      description: 'The up-axis of the source, which the format does not say.',
    }),
  ),
};

/** STEP, IGES and BREP. */
export const sourceUpAxisOfCad = {
  source_up_axis: Type.Optional(
    StringEnum(['z', 'y'], {
      default: 'z',
      description: 'The up-axis of the source: most CAD programs mean Z, some mean Y, and no file says it.',
    }),
  ),
};

/** The specification says metres and Y-up; many programs write what they have. */
export const sceneFrame = {
  source_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      description:
        'The unit of the source where the program that wrote it did not keep to metres, which the format demands.',
    }),
  ),
  source_up_axis: Type.Optional(
    StringEnum(['y', 'z'], {
      default: 'y',
      description:
        'The up-axis of the source: the format demands Y, and programs that write Z do not say so.',
    }),
  ),
};

export const targetUnit = {
  target_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      default: 'mm',
      description: 'The unit to write numbers in; the format cannot say it.',
    }),
  ),
};

export const targetFrame = {
  ...targetUnit,
  target_up_axis: Type.Optional(
    StringEnum(['z', 'y'], { default: 'z', description: 'The up-axis to write; the format cannot say it.' }),
  ),
};

export const saidFrame = {
  target_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      default: 'm',
      description: 'The unit to write numbers in; the file says it.',
    }),
  ),
  target_up_axis: Type.Optional(
    StringEnum(['y', 'z'], {
      default: 'y',
      description: 'The up-axis to write; the file says it. Phones want y.',
    }),
  ),
};

export const targetUnitOf3mf = {
  target_unit: Type.Optional(
    StringEnum(['um', 'mm', 'cm', 'm', 'in', 'ft'], {
      default: 'mm',
      description: 'The unit to write numbers in; the file says it.',
    }),
  ),
};

/** STEP and IGES out of meshes. */
export const targetUnitOfFacets = {
  target_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      default: 'mm',
      description: 'The unit to write numbers in; the file says it.',
    }),
  ),
};

/** STEP and IGES out of each other and of BREP. */
export const targetUnitOfCad = {
  target_unit: Type.Optional(
    StringEnum(LENGTH_UNITS, {
      description: 'The unit to write numbers in; the file says it. Without it: that of the source.',
    }),
  ),
};
