import { type LengthUnit, METRES_PER_UNIT, type UpAxis } from '../../../domain/report.ts';
import type { MeshModel, MeshNode } from '../model.ts';
import { identity, multiply } from '../tools/matrix.ts';
import type { Layer } from './layer/layer.ts';

/** What the format takes where a layer says nothing. */
const DEFAULT_METRES = 0.01;
const TOLERANCE = 1e-6;

interface Frame {
  model: Pick<MeshModel, 'unit' | 'upAxis' | 'unitKnown' | 'nodes'>;
  warnings: string[];
}

/** The unit and up-axis of the layer that was opened; a unit without a name here becomes metres. */
export function frameOf({ metersPerUnit, upAxis }: Layer, nodes: MeshNode[]): Frame {
  const warnings: string[] = [];
  const isSound = metersPerUnit !== undefined && metersPerUnit > 0 && metersPerUnit < Infinity;
  if (!isSound) {
    warnings.push('The USD file names no unit: centimetres were taken, as the format says.');
  }
  const metres = isSound ? metersPerUnit : DEFAULT_METRES;
  const axis: UpAxis = upAxis === 'Z' ? 'z' : 'y';
  const unit = (Object.keys(METRES_PER_UNIT) as LengthUnit[]).find(
    (each) => Math.abs(METRES_PER_UNIT[each] / metres - 1) < TOLERANCE,
  );
  if (unit !== undefined) return { model: { unit, upAxis: axis, unitKnown: true, nodes }, warnings };
  const scale = identity();
  for (const at of [0, 5, 10]) scale[at] = metres;
  const scaled = nodes.map((node) =>
    node.parent === undefined
      ? { ...node, matrix: node.matrix ? multiply(scale, node.matrix) : scale }
      : node,
  );
  return { model: { unit: 'm', upAxis: axis, unitKnown: true, nodes: scaled }, warnings };
}
