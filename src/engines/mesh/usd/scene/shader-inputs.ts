import type { StagePrim } from '../stage/stage-prim.ts';
import type { Stage } from './stage.ts';

/** Connections through interfaces of materials and node graphs; longer chains are loops. */
const MAX_STEPS = 32;

/** Where an input gets its value: an attribute, or an output of another shader. */
export interface Source {
  prim: StagePrim;
  /** With its namespace: `inputs:roughness`, `outputs:rgb`. */
  property: string;
}

/** Follows an input, or an output of a material, to its source; undefined where nobody gives it a value. */
export function sourceOf(stage: Stage, prim: StagePrim, property: string): Source | undefined {
  let source: Source = { prim, property };
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [target] = source.prim.targets(source.property);
    if (target === undefined) return source.prim.has(source.property) ? source : undefined;
    const dot = target.lastIndexOf('.');
    const next = dot < 0 ? undefined : stage.find(target.slice(0, dot));
    if (next === undefined) return undefined;
    source = { prim: next, property: target.slice(dot + 1) };
    if (source.property.startsWith('outputs:') && next.typeName === 'Shader') return source;
  }
  return undefined;
}

/** The shader that an input is connected to. */
export function shaderOf(
  stage: Stage,
  prim: StagePrim,
  property: string,
): (Source & { id: string }) | undefined {
  const source = sourceOf(stage, prim, property);
  if (source === undefined || !source.property.startsWith('outputs:')) return undefined;
  return { ...source, id: source.prim.text('info:id') ?? '' };
}

export function numberInput(stage: Stage, shader: StagePrim, name: string): number | undefined {
  const source = sourceOf(stage, shader, `inputs:${name}`);
  return source?.prim.number(source.property);
}

export function tupleInput(
  stage: Stage,
  shader: StagePrim,
  name: string,
  width: number,
): readonly number[] | undefined {
  const source = sourceOf(stage, shader, `inputs:${name}`);
  return source?.prim.tuple(source.property, width);
}

export function textInput(stage: Stage, shader: StagePrim, name: string): string | undefined {
  const source = sourceOf(stage, shader, `inputs:${name}`);
  return source?.prim.text(source.property);
}
