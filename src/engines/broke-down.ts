import type { EngineName } from './catalogue.ts';

/** The engines that depend on programs of this machine, as sentences name them. */
const NAMED: Partial<Record<EngineName, string>> = {
  'occt-native': 'The native CAD engine',
  'assimp-cli': 'The assimp command',
};

export const nameInSentence = (engine: EngineName): string => NAMED[engine] ?? engine;

/** The warning of a report where another engine did the work of one that broke down. */
export const brokeDown = (engine: EngineName, fallback: EngineName): string =>
  `${nameInSentence(engine)} broke down on this model; ${fallback} was used instead.`;
