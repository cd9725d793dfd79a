import { Type } from '@sinclair/typebox';
import type { FormatId } from '../domain/formats.ts';
import { StringEnum } from '../string-enum.ts';
import { holds } from './format-traits.ts';

/** For every pair. */
export const partOptions = {
  select: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      maxItems: 1000,
      description:
        'Names of the parts to convert, with all that is below them; "*" stands for any text. The others are left out.',
    }),
  ),
  scale: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 1,
      description: 'Makes the model this many times as large.',
    }),
  ),
  parts: Type.Optional(
    StringEnum(['keep', 'merge'], {
      default: 'keep',
      description: 'Whether the parts stay apart or become one.',
    }),
  ),
  explode: Type.Optional(
    Type.Boolean({
      default: false,
      description:
        'Write a ZIP archive with a file of its own for every part, named after it and placed as in the whole model.',
    }),
  ),
};

const editOptions = {
  ...partOptions,
  weld_tolerance: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1e6,
      default: 0,
      description: 'Points of a part that are at most this many millimetres apart become one.',
    }),
  ),
  simplify_ratio: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1,
      description: 'The share of the triangles to keep; simplify_error bounds what may be lost.',
    }),
  ),
  simplify_triangles: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1e9,
      description: 'How many triangles to keep at most, of all parts together; wins over simplify_ratio.',
    }),
  ),
  simplify_error: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.01,
      description:
        'How far simplifying may move the surface of a part, as a share of the size of the part. ' +
        'It stops there, even with more triangles than asked for.',
    }),
  ),
};

const normalOptions = {
  smooth_angle: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 180,
      description:
        'Computes the vertex normals anew: edges that bend by more than this many degrees stay sharp.',
    }),
  ),
};

/** What is done to the triangles between reading and writing: for every pair that goes through a mesh. */
export const editOptionsFor = (target: FormatId) =>
  holds(target, 'normals') ? { ...editOptions, ...normalOptions } : editOptions;
