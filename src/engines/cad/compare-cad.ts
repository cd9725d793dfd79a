import { FORMATS } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { Loss } from '../../domain/report.ts';
import type { CadMeasures } from './measure-cad.ts';
import type { CadFormat } from './read-cad.ts';

/** A size that is this far off means that the result is another model or in another unit. */
const SIZE_TOLERANCE = 0.01;
/** Surfaces that a format has to approximate differ by less. */
const NOTABLE_DIFFERENCE = 0.001;

/**
 * What of the source is not in the target, both as measured from their files.
 * @param annotations dimensions and tolerances that are not
 */
export function compareCad(
  source: CadMeasures,
  target: CadMeasures,
  annotations: number,
  targetFormat: CadFormat,
): Loss[] {
  const { name } = FORMATS[targetFormat];
  const canHold = (what: string) =>
    targetFormat === 'brep' ? `${name} has no ${what}.` : `The ${name} file was written without them.`;
  const lostNames = [...source.names].filter((one) => !target.names.has(one)).length;
  const losses: Loss[] = [
    { what: 'names', count: lostNames, why: canHold('names') },
    { what: 'colours', count: source.colours - target.colours, why: canHold('colours') },
    { what: 'layers', count: source.layers - target.layers, why: canHold('layers') },
    {
      what: 'assembly nodes',
      count: source.assemblies - target.assemblies,
      why: `The ${name} file holds the parts in their places, without the assemblies.`,
    },
    {
      what: 'separate parts',
      count: source.parts - target.parts,
      why: `The ${name} file holds their bodies as one part.`,
    },
    {
      what: 'solids',
      count: source.solids - target.solids,
      why: `Their faces are in the ${name} file, but not as closed bodies.`,
    },
    { what: 'faces', count: source.faces - target.faces, why: `They are not in the ${name} file.` },
    {
      what: 'free edges',
      count: source.freeEdges - target.freeEdges,
      why: `They are not in the ${name} file.`,
    },
    {
      what: 'free vertices',
      count: source.freeVertices - target.freeVertices,
      why: `They are not in the ${name} file.`,
    },
    annotationLoss(annotations),
  ];
  return losses.filter(({ count }) => count > 0);
}

export const annotationLoss = (count: number): Loss => ({
  what: 'dimensions and tolerances',
  count,
  why: 'Only STEP files keep them, as far as they are understood.',
});

/** OCCT gives a surface without an edge around it a size of 1e100. */
const ENDLESS_MM = 1e15;

/** Throws `input_malformed` where a surface of the model has no end. */
export function checkFinite(source: CadMeasures): void {
  if (diagonal(source) < ENDLESS_MM) return;
  throw new Problem('input_malformed', {
    detail:
      'A face of the model has no boundary and goes on for ever. Check the model in the program that wrote it.',
  });
}

/** Throws `output_invalid` where the sizes disagree; says what differs a little. */
export function checkSameShape(source: CadMeasures, target: CadMeasures): string[] {
  const isWhole = target.freeEdges >= source.freeEdges && target.freeVertices >= source.freeVertices;
  if (isWhole && differs(diagonal(source), diagonal(target), SIZE_TOLERANCE)) {
    throw new Problem('output_invalid', {
      cause: new Error(`the diagonal was ${diagonal(source)} mm and became ${diagonal(target)} mm`),
    });
  }
  if (differs(source.area, target.area, SIZE_TOLERANCE)) {
    throw new Problem('output_invalid', {
      cause: new Error(`the area was ${source.area} mm² and became ${target.area} mm²`),
    });
  }
  const warnings: string[] = [];
  for (const what of ['area', 'volume'] as const) {
    if (!differs(source[what], target[what], NOTABLE_DIFFERENCE)) continue;
    const percent = (Math.abs(target[what] / source[what] - 1) * 100).toPrecision(2);
    if (what === 'area' || target.solids === source.solids) {
      warnings.push(`The ${what} of the result differs from that of the source by ${percent} %.`);
    }
  }
  return warnings;
}

const differs = (a: number, b: number, tolerance: number): boolean =>
  Math.abs(a - b) > tolerance * Math.max(Math.abs(a), Math.abs(b));

function diagonal({ bounds: { min, max } }: CadMeasures): number {
  return Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
}
