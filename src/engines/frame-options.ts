import { Type } from '@sinclair/typebox';
import { LENGTH_UNITS, type LengthUnit, type UpAxis } from '../domain/report.ts';
import { StringEnum } from '../string-enum.ts';

/** @param given where the option says nothing; null: something else says it */
const unit = (given: LengthUnit | null, description: string, units: readonly LengthUnit[] = LENGTH_UNITS) =>
  Type.Optional(StringEnum(units, { ...(given && { default: given }), description }));

const upAxis = (given: UpAxis, description: string) =>
  Type.Optional(StringEnum(given === 'z' ? ['z', 'y'] : ['y', 'z'], { default: given, description }));

const WRITTEN = 'The unit to write numbers in; the file says it.';

export const sourceUnit = {
  source_unit: unit('mm', 'The unit of the source, which the format does not say.'),
};

export const sourceFrame = {
  ...sourceUnit,
  source_up_axis: upAxis('z', 'The up-axis of the source, which the format does not say.'),
};

/** STEP, IGES and BREP. */
export const sourceUpAxisOfCad = {
  source_up_axis: upAxis(
    'z',
    'The up-axis of the source: most CAD programs mean Z, some mean Y, and no file says it.',
  ),
};

/** The specification says metres and Y-up; many programs write what they have. */
export const sceneFrame = {
  source_unit: unit(
    null,
    'The unit of the source where the program that wrote it did not keep to metres, which the format demands.',
  ),
  source_up_axis: upAxis(
    'y',
    'The up-axis of the source: the format demands Y, and programs that write Z do not say so.',
  ),
};

export const targetUnit = {
  target_unit: unit('mm', 'The unit to write numbers in; the format cannot say it.'),
};

export const targetFrame = {
  ...targetUnit,
  target_up_axis: upAxis('z', 'The up-axis to write; the format cannot say it.'),
};

export const saidFrame = {
  target_unit: unit('m', WRITTEN),
  target_up_axis: upAxis('y', 'The up-axis to write; the file says it. Phones want y.'),
};

export const targetUnitOf3mf = { target_unit: unit('mm', WRITTEN, ['um', 'mm', 'cm', 'm', 'in', 'ft']) };

/** STEP and IGES out of meshes. */
export const targetUnitOfFacets = { target_unit: unit('mm', WRITTEN) };

/** STEP and IGES out of each other and of BREP. */
export const targetUnitOfCad = { target_unit: unit(null, `${WRITTEN} Without it: that of the source.`) };
