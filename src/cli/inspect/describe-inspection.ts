import { FORMATS } from '../../domain/formats.ts';
import type { InspectedPart, Inspection } from '../../domain/inspection.ts';
import type { Measures } from '../../domain/report.ts';
import { measuresView } from '../../routes/report-view.ts';
import { alignColumns } from '../align-columns.ts';
import { knownCounts, sizeText } from '../figures.ts';
import { printable } from '../printable.ts';

export interface InspectedFile {
  path: string;
  sizeBytes: number;
  inspection: Inspection;
}

/** For machines, in the words of the HTTP API. */
export const inspectionDocument = ({ path, sizeBytes, inspection }: InspectedFile): object => ({
  type: 'inspection',
  ok: true,
  source: { path, format: inspection.measures.format, size_bytes: sizeBytes },
  engine: inspection.engine,
  ...measuresView(inspection.measures),
  tree: inspection.tree,
  parts_omitted: inspection.partsOmitted,
  problems: inspection.problems,
  warnings: inspection.warnings,
});

/** For people. */
export function inspectionLines({ path, sizeBytes, inspection }: InspectedFile): string[] {
  const { measures, tree, partsOmitted, problems, warnings, engine } = inspection;
  const title = `${path}: ${FORMATS[measures.format].name}, ${sizeText(sizeBytes)}, read by ${engine.name} ${engine.version}`;
  const omitted = partsOmitted === 0 ? [] : [`  … and ${partsOmitted} more`];
  return [
    title,
    ...alignColumns(figuresOf(measures)),
    '  tree',
    ...treeLines(tree, '    '),
    ...omitted,
    ...(problems.length === 0 ? ['  no problems were found'] : problems.map((each) => `  problem: ${each}`)),
    ...warnings.map((each) => `  note: ${each}`),
  ].map(printable);
}

function figuresOf(measures: Measures): string[][] {
  const { parts, bodies, faces, triangles, vertices, bounds, unit, upAxis, area, volume, colours } = measures;
  const lengthUnit = unit === 'unknown' ? '' : ` ${unit}`;
  const rows: [name: string, value: string | undefined][] = [
    ['parts', textOf(parts)],
    ['bodies', textOf(bodies)],
    ['faces', textOf(faces)],
    ['triangles', textOf(triangles)],
    ['vertices', textOf(vertices)],
    [
      'size',
      bounds && bounds.max.map((end, axis) => figure(end - bounds.min[axis]!)).join(' × ') + lengthUnit,
    ],
    ['from', bounds?.min.map(figure).join(', ')],
    ['to', bounds?.max.map(figure).join(', ')],
    ['area', area === undefined ? undefined : `${figure(area)}${lengthUnit && `${lengthUnit}²`}`],
    ['volume', volume === undefined ? undefined : `${figure(volume)}${lengthUnit && `${lengthUnit}³`}`],
    ['colours', textOf(colours)],
    ['up', upAxis],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [['', name, value]]));
}

const textOf = (count: number | undefined): string | undefined => count?.toLocaleString('en-US');

/** Six digits tell a model from another; nobody reads more. */
const figure = (value: number): string =>
  Number(value.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 });

function treeLines(parts: readonly InspectedPart[], indent: string): string[] {
  return parts.flatMap((part) => [
    `${indent}${[part.name ?? '(no name)', ...detailsOf(part)].join('  ')}`,
    ...treeLines(part.children, `${indent}  `),
  ]);
}

function detailsOf({ solids, faces, triangles, colours }: InspectedPart): string[] {
  const counts = knownCounts([
    [solids, 'solid'],
    [faces, 'face'],
    [triangles, 'triangle'],
  ]);
  return [...counts, ...colours];
}
