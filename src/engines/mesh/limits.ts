import { Problem, type ProblemCode } from '../../domain/problem.ts';
import type { EngineLimits } from '../engine-module.ts';

type LimitCode = Extract<ProblemCode, 'input_limit_exceeded' | 'target_limit_exceeded'>;

export function tooManyTriangles(
  count: number | undefined,
  limits: EngineLimits,
  code: LimitCode = 'input_limit_exceeded',
): Problem {
  return tooMany('triangles', count, limits.maxTriangles, 'MAX_TRIANGLES', code);
}

export function tooManyVertices(
  count: number | undefined,
  limits: EngineLimits,
  code: LimitCode = 'input_limit_exceeded',
): Problem {
  return tooMany('vertices', count, limits.maxVertices, 'MAX_VERTICES', code);
}

/** Of the nodes of its tree, where every instance is one. */
export const tooManyParts = (
  count: number | undefined,
  { maxParts }: Pick<EngineLimits, 'maxParts'>,
): Problem => tooMany('parts, groups and instances', count, maxParts, 'MAX_PARTS');

export const tooDeepTree = ({ maxTreeDepth }: Pick<EngineLimits, 'maxTreeDepth'>): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The tree of the model has more than ${maxTreeDepth} levels. Flatten it, or raise MAX_TREE_DEPTH on this server.`,
  });

/** Of what there will be in the target. Throws `target_limit_exceeded`. */
export function refuseTooMany(
  { triangles, vertices }: { triangles: number; vertices: number },
  limits: EngineLimits,
): void {
  if (triangles > limits.maxTriangles) throw tooManyTriangles(triangles, limits, 'target_limit_exceeded');
  if (vertices > limits.maxVertices) throw tooManyVertices(vertices, limits, 'target_limit_exceeded');
}

export const tooDeepXml = (maxXmlDepth: number): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The file has XML elements in more than ${maxXmlDepth} levels. Export it again, or raise MAX_XML_DEPTH on this server.`,
  });

function tooMany(
  noun: string,
  count: number | undefined,
  limit: number,
  setting: string,
  code: LimitCode = 'input_limit_exceeded',
): Problem {
  const has = count === undefined ? `more than ${limit} ${noun}` : `${count} ${noun}; the limit is ${limit}`;
  return new Problem(code, {
    detail: `The model has ${has}. Simplify it, or raise ${setting} on this server.`,
  });
}

/** A coordinate is no finite number in the target, or where the nodes of the source put it. */
export const tooFar = (): Problem =>
  new Problem('target_limit_exceeded', {
    detail:
      'The model has coordinates that are too large for the target. Scale it down or choose another unit.',
  });
