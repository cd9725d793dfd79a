import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { openOcct8 } from '../../support/occt8.ts';
import { testExactSamples } from './exact-samples-suite.ts';

const seeWithOcct = openOcct8(t);

testExactSamples(
  t,
  opencascadeEngine,
  seeWithOcct &&
    (async (format, path) => {
      const { products, ...seen } = await seeWithOcct(format, path);
      return { ...seen, names: products };
    }),
);
