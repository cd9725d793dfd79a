import t from 'tap';
import { dimensionsOf, type Extents, formatDimensions } from '../../../src/web/viewer/dimensions.ts';

const METRES: Extents = [0.2, 0.15, 0.084];

t.test('without a unit the GLB speaks: metres', async (t) => {
  t.strictSame(dimensionsOf(METRES, undefined), { extents: METRES, unit: 'm' });
  t.equal(formatDimensions(dimensionsOf(METRES, undefined), 'en'), '0.2 × 0.15 × 0.084 m');
});

t.test('a known unit without bounds: the extents of the GLB in it', async (t) => {
  t.equal(formatDimensions(dimensionsOf(METRES, 'mm'), 'en'), '200 × 150 × 84 mm');
  t.equal(formatDimensions(dimensionsOf(METRES, 'in'), 'en'), '7.874 × 5.906 × 3.307 in');
  t.equal(formatDimensions(dimensionsOf([0.00002, 0.00001, 0.00001], 'um'), 'en'), '20 × 10 × 10 µm');
});

t.test('bounds are exact, and put into the order of the GLB whichever axis is up', async (t) => {
  const rounded: Extents = [0.2001, 0.1499, 0.0841];
  const zUp = dimensionsOf(rounded, 'mm', { min: [-100, 0, 0], max: [100, 150, 84] });
  const yUp = dimensionsOf(rounded, 'mm', { min: [-100, 0, 0], max: [100, 84, 150] });
  t.strictSame(zUp, { extents: [200, 150, 84], unit: 'mm' });
  t.strictSame(yUp, zUp);
});

t.test('a file without a unit has numbers only', async (t) => {
  const dimensions = dimensionsOf(METRES, 'unknown', { min: [0, 0, 0], max: [20, 15, 8] });
  t.equal(formatDimensions(dimensions, 'en'), '20 × 15 × 8');
});

t.test('numbers are written as the language does, with what matters of them', async (t) => {
  const dimensions = { extents: [12345.678, 0.00012345, 1] as Extents, unit: 'mm' };
  t.equal(formatDimensions(dimensions, 'en'), '12,345.68 × 0.0001235 × 1 mm');
  t.equal(formatDimensions(dimensions, 'de'), '12.345,68 × 0,0001235 × 1 mm');
});

t.test('a model without extent', async (t) => {
  const flat = dimensionsOf([0, 0, 0], 'mm', { min: [1, 1, 1], max: [1, 1, 1] });
  t.equal(formatDimensions(flat, 'en'), '0 × 0 × 0 mm');
});
