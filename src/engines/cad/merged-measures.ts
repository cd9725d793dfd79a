import type { CadMeasures } from './measure-cad.ts';

/** What the measures of the parts are once they are one. */
export const mergedMeasures = <T extends CadMeasures>(selected: T, name: string): T => ({
  ...selected,
  parts: 1,
  assemblies: 0,
  names: new Set([name]),
});
