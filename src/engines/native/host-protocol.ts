import type { EngineLimits } from '../../domain/engine-limits.ts';
import type { MadePart } from '../cad/explode-cad.ts';
import type { CadMeasures } from '../cad/measure-cad.ts';
import type { Sewn } from '../cad/sewn.ts';

/** Of the source; what was written is free. */
export type TreeLimits = Pick<EngineLimits, 'maxParts' | 'maxTreeDepth'>;

export const treeLimits = ({ maxParts, maxTreeDepth }: EngineLimits): TreeLimits => ({
  maxParts,
  maxTreeDepth,
});

/** What host/operations.py can be asked. Lengths are millimetres. */
export type HostRequest = {
  format: string;
  /** Where it may write: `mesh` a file out.glb in millimetres, Z-up, `convert` one such as out.step. */
  folder: string;
} & (
  | {
      operation: 'mesh';
      source: string;
      tessellation: { linearDeflection: number; relative: boolean; angularDeflection: number };
      mostTriangles: number;
      limits: TreeLimits;
      options: Readonly<Record<string, unknown>>;
    }
  | {
      operation: 'convert';
      source: string;
      targetFormat: string;
      unit: string;
      /** What all lengths are multiplied by, after sewing. */
      factor: number;
      modelName: string;
      /** Of the file that is written. */
      mostBytes: number;
      limits: TreeLimits;
      options: Readonly<Record<string, unknown>>;
      /** A JSON file in the folder: the names of what is converted. Absent: everything is. */
      selection?: string;
      /**
       * Every part goes into a file of its own, such as part-1.step, and parts.json says of each what `readMadeParts`
       * reads. Where there are more parts than this, nothing is written and the result says how many.
       */
      mostParts?: number;
    }
  | { operation: 'measure'; source: string }
  /** Of part-1.step and so on; what they measure goes into measured.json. */
  | { operation: 'measureParts'; count: number }
);

/** Counts every use of a product. */
export interface MeshCounts {
  /** In the file. */
  found: { solids: number; faces: number };
  meshed: {
    looseFaces: number;
    unmeshedFaces: number;
  };
  sewn: Sewn;
}

export interface HostMeasures extends CadMeasures {
  /** Solids that BRepCheck_Analyzer does not find valid. */
  invalidSolids: number;
}

export type HostProgress = (stage: 'reading' | 'converting', share: number) => void;

/** Each request is answered by one of the last three, after any number of `progress`. */
export type HostMessage =
  | { type: 'ready'; version: string }
  | { type: 'progress'; id: number; stage: 'reading' | 'converting'; share: number }
  | { type: 'done'; id: number; result: Fields }
  | { type: 'failed'; id: number; reason: string; message: string }
  | { type: 'died'; id: number; signal: number };

export type Fields = Readonly<Record<string, unknown>>;

/** Undefined where it is none: the host, or what it runs, is broken. */
export function readHostMessage(value: unknown): HostMessage | undefined {
  if (!isFields(value)) return undefined;
  const { type, id } = value;
  if (type === 'ready') return typeof value.version === 'string' ? (value as HostMessage) : undefined;
  if (!Number.isInteger(id)) return undefined;
  const { stage, share, result, reason, message, signal } = value;
  const isRight =
    (type === 'progress' && (stage === 'reading' || stage === 'converting') && isShare(share)) ||
    (type === 'done' && isFields(result)) ||
    (type === 'died' && Number.isInteger(signal)) ||
    (type === 'failed' && typeof reason === 'string' && typeof message === 'string');
  return isRight ? (value as HostMessage) : undefined;
}

export function readMeshCounts(result: Fields): MeshCounts | undefined {
  const { found, meshed } = result;
  const isRight =
    hasCounts(found, ['solids', 'faces']) &&
    hasCounts(meshed, ['looseFaces', 'unmeshedFaces']) &&
    readSewn(result) !== undefined;
  return isRight ? (result as unknown as MeshCounts) : undefined;
}

export function readSewn({ sewn }: Fields): Sewn | undefined {
  return hasCounts(sewn, ['solids', 'cavities', 'openGroups']) ? (sewn as Sewn) : undefined;
}

const hasCounts = (value: unknown, names: readonly string[]): boolean =>
  isFields(value) && names.every((name) => isCount(value[name]));

/** Names that a model has that has none of those in a selection; undefined where something was selected. */
export function readKnownNames({ known }: Fields): string[] | undefined {
  return Array.isArray(known) && known.every((name) => typeof name === 'string') ? known : undefined;
}

/** @param what which of those that were taken: of the whole file, or of what was selected of it */
export const readMeasures = (
  result: Fields,
  what: 'measures' | 'selected' = 'measures',
): HostMeasures | undefined => readMeasured(result[what]);

/** Of a list that the host wrote; undefined where it is none. */
export function readMadeParts(list: unknown): (MadePart & { measured: HostMeasures })[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const parts = list.flatMap(({ name, product, measures }) => {
    const measured = readMeasured(measures);
    const isRight = measured !== undefined && typeof name === 'string' && isCount(product);
    return isRight ? [{ name, product: Number(product), measured }] : [];
  });
  return parts.length === list.length ? parts : undefined;
}

/** Of a list that the host wrote; undefined where it is none of that length. */
export function readPartMeasures(list: unknown, length: number): HostMeasures[] | undefined {
  if (!Array.isArray(list) || list.length !== length) return undefined;
  const measured = list.flatMap((one) => readMeasured(one) ?? []);
  return measured.length === length ? measured : undefined;
}

function readMeasured(measures: unknown): HostMeasures | undefined {
  if (!isFields(measures)) return undefined;
  const { names, bounds } = measures;
  const counts = [
    'parts',
    'solids',
    'faces',
    'looseFaces',
    'freeEdges',
    'freeVertices',
    'colours',
    'layers',
    'assemblies',
    'invalidSolids',
  ];
  if (!counts.every((name) => isCount(measures[name]))) return undefined;
  if (!Number.isFinite(measures.area) || !Number.isFinite(measures.volume)) return undefined;
  if (!isFields(bounds) || !isPoint(bounds.min) || !isPoint(bounds.max)) return undefined;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return { ...(measures as unknown as HostMeasures), names: new Set(names) };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const isPoint = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);
