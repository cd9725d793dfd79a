import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts';
import { ENGINE_STAGES } from '../../domain/report.ts';
import type { ChildMessage } from '../child/protocol.ts';

/** The message that this JSON value is, or undefined: a child whose memory is broken may send anything. */
export function readChildMessage(value: unknown): ChildMessage | undefined {
  if (!isRecord(value)) return undefined;
  const isMessage = CHECKS[value.type as string];
  return isMessage?.(value) === true ? (value as unknown as ChildMessage) : undefined;
}

type Fields = Record<string, unknown>;

const CHECKS: Readonly<Record<string, (fields: Fields) => boolean>> = {
  ready: () => true,
  loaded: hasId,
  progress: (fields) => hasId(fields) && isStage(fields.stage) && isOptionalShare(fields.fraction),
  converted: (fields) => hasId(fields) && isReport(fields.report),
  inspected: (fields) => hasId(fields) && isInspection(fields.inspection),
  failed: (fields) =>
    hasId(fields) &&
    isEngineProblem(fields.code) &&
    typeof fields.detail === 'string' &&
    typeof fields.reusable === 'boolean' &&
    (fields.cause === undefined || typeof fields.cause === 'string'),
};

function hasId({ id }: Fields): boolean {
  return Number.isSafeInteger(id);
}

const isStage = (value: unknown): boolean => (ENGINE_STAGES as readonly unknown[]).includes(value);

const isOptionalShare = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && value >= 0 && value <= 1);

const isReport = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.source) &&
  isRecord(value.target) &&
  isRecord(value.engine) &&
  isRecord(value.timingsMs) &&
  Array.isArray(value.warnings) &&
  Array.isArray(value.lost);

const isInspection = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.measures) &&
  isRecord(value.engine) &&
  Array.isArray(value.tree) &&
  Array.isArray(value.problems) &&
  Array.isArray(value.warnings);

const isEngineProblem = (code: unknown): boolean =>
  typeof code === 'string' &&
  Object.hasOwn(PROBLEMS, code) &&
  (PROBLEMS[code as ProblemCode].kind === 'conversion_failed' || code === 'storage_full');

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
