import fc from 'fast-check';
import {
  advance,
  announced,
  type Change,
  type Conversion,
  cancel,
  claim,
  complete,
  createConversion,
  type Failure,
  fail,
  filesExpired,
  handBack,
  type NamedFile,
  type Outcome,
  STAGES,
  tryAgain,
} from '../../src/domain/conversion.ts';
import type { Report } from '../../src/domain/report.ts';

export const START = Date.UTC(2020, 0, 1);

const file = (key: string): NamedFile => ({ key, sizeBytes: 1, sha256: '0'.repeat(64), fileName: 'a.step' });

export const freshConversion = (): Conversion =>
  createConversion({
    id: '0123456789abcdef01234567',
    now: START,
    sourceFormat: 'step',
    targetFormat: 'glb',
    options: {},
    original: file('/original/0123456789abcdef01234567/a.step'),
    maxAttempts: 3,
  });

export const FAILURE: Failure = {
  code: 'engine_crashed',
  detail: 'It died.',
  retryable: true,
  stage: 'reading',
};

export const OUTCOME: Outcome = {
  converted: file('/converted/0123456789abcdef01234567/1/a.glb'),
  report: { engine: { name: 'sample', version: '1' } } as Report,
};

/** What a store does with a change. */
export function apply(conversion: Conversion, change: Change): Conversion {
  const after: Record<string, unknown> = { ...conversion, ...change, revision: conversion.revision + 1 };
  for (const [key, value] of Object.entries(after)) if (value === undefined) delete after[key];
  return after as unknown as Conversion;
}

export const TRANSITIONS = [
  'claim',
  'advance',
  'complete',
  'fail',
  'cancel',
  'tryAgain',
  'handBack',
  'announced',
  'filesExpired',
] as const;
export type Transition = (typeof TRANSITIONS)[number];

export interface Move {
  transition: Transition;
  /** After the move before. */
  afterMs: number;
  progress: number;
  stage: Conversion['stage'];
  keepForMs: number | undefined;
}

export const move: fc.Arbitrary<Move> = fc.record({
  transition: fc.constantFrom(...TRANSITIONS, 'advance', 'advance', 'claim'),
  afterMs: fc.nat({ max: 1000 }),
  progress: fc.double({ min: -50, max: 200, noNaN: true }),
  stage: fc.constantFrom(...STAGES),
  keepForMs: fc.option(fc.nat({ max: 100 }), { nil: undefined }),
});

/** The change that a move asks for. Throws what the domain throws. */
export function changeOf(
  conversion: Conversion,
  { transition, progress, stage, keepForMs }: Move,
  now: number,
): Change {
  const lease = { owner: 'worker', until: now + 1000 };
  switch (transition) {
    case 'claim':
      return claim(conversion, lease, now);
    case 'advance':
      return advance(conversion, { stage, progress, lease }, now);
    case 'complete':
      return complete(conversion, OUTCOME, now, keepForMs);
    case 'fail':
      return fail(conversion, FAILURE, now, keepForMs);
    case 'cancel':
      return cancel(conversion, now, keepForMs);
    case 'tryAgain':
      return tryAgain(conversion, FAILURE, now + 50, now);
    case 'handBack':
      return handBack(conversion, now);
    case 'announced':
      return announced(conversion, now);
    case 'filesExpired':
      return filesExpired(conversion, now);
  }
}
