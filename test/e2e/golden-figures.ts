import { METRES_PER_UNIT } from '../../src/domain/report.ts';
import type { ReportBody } from '../../src/routes/report-view.ts';

/** In millimetres, Z-up, whatever the file has. A figure that is not known is absent. */
export interface Figures {
  triangles?: number;
  /** Triangles of which two corners are the same point for a 32-bit float; they are not among the others. */
  degenerate?: number;
  faces?: number;
  solids?: number;
  min: number[];
  max: number[];
  area: number;
  volume?: number;
}

/** What the report says of the source; triangles as they were written, without those that have no area. */
export function figuresOfSource({ source, triangles }: ReportBody): Figures {
  const { faces, area, volume, bounds, unit, up_axis } = source;
  const figures = {
    ...(triangles === undefined ? {} : { triangles }),
    ...(faces === undefined ? {} : { faces }),
    ...(volume === undefined ? {} : { volume }),
    area: area!,
    min: bounds!.min,
    max: bounds!.max,
  };
  return inMillimetres(figures, unit === 'unknown' ? 1e-3 : METRES_PER_UNIT[unit], up_axis === 'y');
}

export function inMillimetres(figures: Figures, metresPerUnit: number, isYUp: boolean): Figures {
  const scale = metresPerUnit * 1000;
  const { min, max } = figures;
  const turned = isYUp
    ? { min: [min[0]!, -max[2]!, min[1]!], max: [max[0]!, -min[2]!, max[1]!] }
    : { min, max };
  return {
    ...figures,
    min: turned.min.map((value) => value * scale),
    max: turned.max.map((value) => value * scale),
    area: figures.area * scale ** 2,
    ...(figures.volume === undefined ? {} : { volume: figures.volume * scale ** 3 }),
  };
}
