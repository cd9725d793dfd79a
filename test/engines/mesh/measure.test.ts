import t from 'tap';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { weldModel } from '../../../src/engines/mesh/tools/weld.ts';
import { box, CUBE_TRIANGLES, modelOf, soup, sphere, together } from './shapes.ts';

const near = (value: number | undefined, expected: number, relative = 1e-6): boolean =>
  value !== undefined && Math.abs(value - expected) <= Math.abs(expected) * relative;

t.test('a box has the area and volume of a box, wherever it lies', async (t) => {
  for (const at of [
    [0, 0, 0],
    [1000, -2000, 512],
  ] as [number, number, number][]) {
    const figures = measure(modelOf([box([2, 3, 4], at)]), 'stl');
    t.equal(figures.triangles, 12);
    t.equal(figures.vertices, 8);
    t.equal(figures.parts, 1);
    t.equal(figures.bodies, 1);
    t.equal(figures.area, 52);
    t.ok(near(figures.volume, 24), `${figures.volume}`);
    t.strictSame(figures.bounds, { min: at, max: [at[0] + 2, at[1] + 3, at[2] + 4] });
  }
});

t.test('a sphere of many triangles comes near the real one, from below', async (t) => {
  const figures = measure(modelOf([sphere(5, 200)]), 'stl');
  const [area, volume] = [4 * Math.PI * 25, (4 / 3) * Math.PI * 125];
  t.ok(near(figures.area, area, 3e-4) && figures.area! < area, `${figures.area} < ${area}`);
  t.ok(near(figures.volume, volume, 3e-4) && figures.volume! < volume, `${figures.volume} < ${volume}`);
  t.equal(figures.bodies, 1);
});

t.test('the winding decides the sign of the volume', async (t) => {
  const inside = CUBE_TRIANGLES.map(([a, b, c]) => [a, c, b] as const);
  t.equal(measure(modelOf([box([1, 1, 1], [0, 0, 0], inside)]), 'stl').volume, -1);
});

t.test('vertices that only look the same are one point: a soup is closed', async (t) => {
  const figures = measure(modelOf([soup(box([1, 2, 3]))]), 'stl');
  t.equal(figures.bodies, 1);
  t.equal(figures.vertices, 8);
  t.ok(near(figures.volume, 6));
  t.equal(measure(modelOf([soup(box([1, 2, 3]))]), 'glb').vertices, 36, 'the list of a GLB has them all');
});

t.test('two boxes in one part are two bodies', async (t) => {
  const figures = measure(modelOf([together(box([1, 1, 1]), box([2, 2, 2], [5, 0, 0]))]), 'stl');
  t.equal(figures.parts, 1);
  t.equal(figures.bodies, 2);
  t.ok(near(figures.volume, 9));
});

t.test('an open box has no volume, nor has a model with an open part beside a closed one', async (t) => {
  const open = box([1, 1, 1], [0, 0, 0], CUBE_TRIANGLES.slice(0, 10));
  const alone = measure(modelOf([open]), 'stl');
  t.equal(alone.bodies, 0);
  t.notOk('volume' in alone);
  t.equal(alone.area, 5);
  const both = measure(modelOf([open, box([1, 1, 1], [9, 9, 9])]), 'stl');
  t.equal(both.bodies, 1);
  t.notOk('volume' in both);
});

t.test('a box with one triangle turned over is not closed', async (t) => {
  const triangles = CUBE_TRIANGLES.map(([a, b, c], index) =>
    index === 3 ? ([a, c, b] as const) : ([a, b, c] as const),
  );
  const figures = measure(modelOf([box([1, 1, 1], [0, 0, 0], triangles)]), 'stl');
  t.equal(figures.bodies, 0);
  t.notOk('volume' in figures);
});

t.test('boxes that share an edge or a corner are two bodies, a fin makes a box open', async (t) => {
  const atEdge = soup(together(box([1, 1, 1]), box([1, 1, 1], [1, 1, 0])));
  t.equal(measure(modelOf([atEdge]), 'stl').bodies, 2, 'four triangles meet at the edge');
  const atCorner = soup(together(box([1, 1, 1]), box([1, 1, 1], [1, 1, 1])));
  t.equal(measure(modelOf([atCorner]), 'stl').bodies, 2);
  const fin = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, -1, -1), indices: Uint32Array.of(0, 1, 2) };
  const finned = measure(modelOf([soup(together(box([1, 1, 1]), fin))]), 'stl');
  t.equal(finned.triangles, 13);
  t.notOk('volume' in finned);
});

t.test('a fan of a thousand triangles about its tip is one closed body', async (t) => {
  const count = 1000;
  const rim = Array.from({ length: count }, (_, k) => (k / count) * 2 * Math.PI);
  const positions = Float64Array.from([
    0,
    0,
    1,
    0,
    0,
    -1,
    ...rim.flatMap((phi) => [Math.cos(phi), Math.sin(phi), 0]),
  ]);
  const indices = Uint32Array.from(
    rim.flatMap((_, k) => {
      const [here, next] = [2 + k, 2 + ((k + 1) % count)];
      return [0, here, next, 1, next, here];
    }),
  );
  const figures = measure(modelOf([{ positions, indices }]), 'stl');
  t.equal(figures.bodies, 1);
  t.ok(near(figures.volume, (2 / 3) * Math.PI, 1e-4), `${figures.volume}`);
});

t.test('instances count each time, where they are', async (t) => {
  const cube = box([1, 1, 1]);
  const moved = Float64Array.of(2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 10, 0, 0, 1);
  const figures = measure(modelOf([cube], [{ mesh: 0 }, { mesh: 0, matrix: moved }]), 'glb');
  t.equal(figures.parts, 2);
  t.equal(figures.bodies, 2);
  t.equal(figures.triangles, 24);
  t.equal(figures.area, 6 + 24);
  t.ok(near(figures.volume, 1 + 8));
  t.strictSame(figures.bounds, { min: [0, 0, 0], max: [12, 2, 2] });
});

t.test('what is known of arrays is never told of others', async (t) => {
  const closed = box([1, 2, 3]);
  const open: Primitive = { ...closed, indices: closed.indices.slice(3) };
  const far: Primitive = {
    ...closed,
    positions: closed.positions.map((value) => value + 100) as Float32Array,
  };
  const models = [closed, open, far, closed].map((primitive) => weldModel(modelOf([primitive])).model);
  t.strictSame(
    models.map((model) => {
      const { bodies, volume, bounds } = measure(model, 'glb');
      return [bodies, volume, bounds?.max];
    }),
    [
      [1, 6, [1, 2, 3]],
      [0, undefined, [1, 2, 3]],
      [1, 6, [101, 102, 103]],
      [1, 6, [1, 2, 3]],
    ],
  );
});
