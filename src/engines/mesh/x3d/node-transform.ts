import { identity, type Matrix, multiply } from '../tools/matrix.ts';
import { rotated, type Vector } from './geometry/vectors.ts';
import { malformed } from './geometry/vertex-lists.ts';
import { type SceneNode, vectorOf } from './syntax/scene-node.ts';

/** T × C × R × SR × S × -SR × -C (ISO/IEC 19775-1, 10.4.4); undefined: nothing is moved. */
export function matrixOf(node: SceneNode): Matrix | undefined {
  const center = vectorOf(node, 'center', [0, 0, 0]);
  const turn = vectorOf(node, 'rotation', [0, 0, 1, 0]);
  const scaleTurn = vectorOf(node, 'scaleOrientation', [0, 0, 1, 0]);
  const scale = vectorOf(node, 'scale', [1, 1, 1]);
  const steps = [
    translation(vectorOf(node, 'translation', [0, 0, 0])),
    translation(center),
    rotation(turn),
    rotation(scaleTurn),
    scaling(scale),
    rotation([scaleTurn[0]!, scaleTurn[1]!, scaleTurn[2]!, -scaleTurn[3]!]),
    translation(center.map((value) => -value)),
  ].filter((each) => each !== undefined);
  if (steps.length === 0) return undefined;
  const matrix = steps.reduce(multiply);
  if (!matrix.every(Number.isFinite)) throw malformed(node, 'is moved by a number that is not finite');
  return matrix.every((value, at) => value === (at % 5 === 0 ? 1 : 0)) ? undefined : matrix;
}

function translation(by: readonly number[]): Matrix | undefined {
  if (by.every((value) => value === 0)) return undefined;
  const matrix = identity();
  matrix.set(by, 12);
  return matrix;
}

function scaling(by: readonly number[]): Matrix | undefined {
  if (by.every((value) => value === 1)) return undefined;
  const matrix = identity();
  by.forEach((value, axis) => {
    matrix[axis * 5] = value;
  });
  return matrix;
}

function rotation(turn: readonly number[]): Matrix | undefined {
  if (turn[3] === 0) return undefined;
  const matrix = identity();
  const axes: Vector[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  axes.forEach((axis, column) => {
    matrix.set(rotated(axis, turn), column * 4);
  });
  return matrix;
}
