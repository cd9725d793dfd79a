import { type Static, Type } from '@sinclair/typebox';
import { LENGTH_UNITS, type Measures, type Report } from '../domain/report.ts';
import { StringEnum } from '../string-enum.ts';
import { FormatIdBody } from './format-id.ts';
import { jsonOf } from './json-of.ts';

const Point = Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: 'x, y, z' });

const MeasuresBody = Type.Object({
  format: FormatIdBody,
  parts: Type.Integer(),
  bodies: Type.Optional(Type.Integer({ description: 'Closed bodies.' })),
  faces: Type.Optional(Type.Integer({ description: 'B-rep faces.' })),
  triangles: Type.Optional(Type.Integer()),
  vertices: Type.Optional(Type.Integer()),
  bounds: Type.Optional(Type.Object({ min: Point, max: Point })),
  unit: StringEnum([...LENGTH_UNITS, 'unknown']),
  up_axis: StringEnum(['y', 'z']),
  area: Type.Optional(Type.Number({ description: 'In the square of the unit.' })),
  volume: Type.Optional(
    Type.Number({ description: 'In the cube of the unit; only where every body is closed.' }),
  ),
  colours: Type.Integer({ description: 'Distinct colours.' }),
});

/** The figures of the converted file, as read back from it; those of the original are in `source`. */
export const ReportBody = Type.Composite([
  MeasuresBody,
  Type.Object({
    source: MeasuresBody,
    warnings: Type.Array(Type.String({ description: 'What was assumed or repaired.' })),
    lost: Type.Array(
      Type.Object({
        what: Type.String({ description: 'What did not survive.' }),
        count: Type.Integer(),
        why: Type.String(),
      }),
    ),
    timings_ms: Type.Record(Type.String(), Type.Number(), { description: 'Time spent in each step.' }),
  }),
]);
export type ReportBody = Static<typeof ReportBody>;

export const reportView = ({ target, source, warnings, lost, timingsMs }: Report): ReportBody => ({
  ...measuresView(target),
  source: measuresView(source),
  warnings,
  lost,
  timings_ms: timingsMs,
});

export const measuresView = (measures: Measures): Static<typeof MeasuresBody> =>
  jsonOf<Static<typeof MeasuresBody>>({
    format: measures.format,
    parts: measures.parts,
    bodies: measures.bodies,
    faces: measures.faces,
    triangles: measures.triangles,
    vertices: measures.vertices,
    bounds: measures.bounds,
    unit: measures.unit,
    up_axis: measures.upAxis,
    area: measures.area,
    volume: measures.volume,
    colours: measures.colours,
  });
