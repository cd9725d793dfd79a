import t from 'tap';
import { checkSameShape } from '../../../src/engines/cad/compare-cad.ts';
import type { CadMeasures } from '../../../src/engines/cad/measure-cad.ts';

const CUBE = {
  solids: 1,
  freeEdges: 0,
  freeVertices: 0,
  area: 2400,
  volume: 8000,
  bounds: { min: [0, 0, 0], max: [20, 20, 20] },
} as unknown as CadMeasures;
const withArea = (area: number): CadMeasures => ({ ...CUBE, area });

t.test('a result whose area is that of another shape is refused, a small difference is said', async (t) => {
  t.same(checkSameShape(CUBE, withArea(2401)), []);
  t.match(checkSameShape(CUBE, withArea(2410)), [/area of the result differs .* by 0\.42 %/]);
  const withCavity = withArea(2400 + 100 * Math.PI);
  t.throws(() => checkSameShape(withCavity, CUBE), { code: 'output_invalid' }, 'a cavity is gone');
  t.throws(() => checkSameShape(CUBE, withCavity), { code: 'output_invalid' });
});

t.test('a point far away that is lost does not make another model of it', async (t) => {
  const withPoint: CadMeasures = { ...CUBE, freeVertices: 1, bounds: { min: [0, 0, 0], max: [20, 20, 99] } };
  t.same(checkSameShape(withPoint, CUBE), []);
  t.throws(() => checkSameShape({ ...withPoint, freeVertices: 0 }, CUBE), { code: 'output_invalid' });
});
