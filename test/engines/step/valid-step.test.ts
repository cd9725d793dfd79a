import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readFacetedStep } from '../../../src/engines/mesh/step/read-faceted-step.ts';
import { writeFacetedStep } from '../../../src/engines/mesh/step/write-step.ts';
import { checkWithOcct } from './occt-reader.ts';
import { box, joined, LIMITS, modelOfOne, soup } from './shapes.ts';

const folder = t.testdir();
let files = 0;

async function written(model: MeshModel) {
  const path = join(folder, `faceted-${++files}.step`);
  const { warnings } = await writeFacetedStep(model, path, 'model', false, LIMITS);
  return { warnings, bytes: readFileSync(path), measures: await readFacetedStep(path) };
}

/** What OCCT's kernel must say of a valid model of cubes with an edge of 10 mm. */
const solids = (count: number) => ({
  valid: true,
  solids: count,
  shells: count,
  faces: 12 * count,
  volume: 1000 * count,
  area: 600 * count,
});

const rounded = <T extends { volume: number; area: number }>(brep: T): T => ({
  ...brep,
  volume: Math.round(brep.volume * 1e6) / 1e6,
  area: Math.round(brep.area * 1e6) / 1e6,
});

const CASES: { name: string; model: MeshModel; cubes: number; said?: string[] }[] = [
  { name: 'a cube', model: modelOfOne(box()), cubes: 1 },
  { name: 'a cube of 12 loose 32-bit triangles', model: modelOfOne(soup(box())), cubes: 1 },
  {
    name: 'a cube that is inside out',
    model: modelOfOne(box({ insideOut: true })),
    cubes: 1,
    said: ['1 closed body faced inwards: turned outwards.'],
  },
  { name: 'two cubes apart', model: modelOfOne(box(), box({ at: [20, 0, 0] })), cubes: 2 },
  {
    name: 'two cubes apart in one primitive',
    model: modelOfOne(joined(box(), box({ at: [0, 0, 30] }))),
    cubes: 2,
  },
  { name: 'two cubes that share an edge', model: modelOfOne(box(), box({ at: [10, 10, 0] })), cubes: 2 },
  { name: 'two cubes that share a face', model: modelOfOne(box(), box({ at: [10, 0, 0] })), cubes: 2 },
  { name: 'two cubes that share a corner', model: modelOfOne(box(), box({ at: [10, 10, 10] })), cubes: 2 },
  { name: 'a cube over two materials', model: modelOfOne(...halves(box())), cubes: 1 },
  { name: 'a mirrored node', model: placed([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 7, 8, 9, 1]), cubes: 1 },
  { name: 'a cube far from the origin', model: modelOfOne(box({ at: [123456, -98765, 4321] })), cubes: 1 },
];

for (const { name, model, cubes, said = [] } of CASES) {
  t.test(name, async (t) => {
    const { warnings, bytes, measures } = await written(model);
    t.strictSame(warnings, said);
    t.strictSame(rounded(await checkWithOcct(bytes)), solids(cubes));
    t.match(measures, { bodies: cubes, faces: 12 * cubes, colours: 0 });
    t.ok(Math.abs(measures.volume! - 1000 * cubes) < 1e-6 && Math.abs(measures.area! - 600 * cubes) < 1e-6);
  });
}

t.test('one triangle that is turned the wrong way is turned back', async (t) => {
  const cube = box();
  [cube.indices[1], cube.indices[2]] = [cube.indices[2]!, cube.indices[1]!];
  const { warnings, bytes } = await written(modelOfOne(cube));
  t.match(warnings, [/^1 triangle turned/]);
  t.strictSame(rounded(await checkWithOcct(bytes)), solids(1));
});

t.test('a cube with an open face is a shell, and a warning says so', async (t) => {
  const { warnings, bytes, measures } = await written(modelOfOne(box({ open: 1 }), box({ at: [50, 0, 0] })));
  t.match(warnings, [/^1 of 2 bodies is not closed: written as open shells/]);
  const brep = await checkWithOcct(bytes);
  t.match(brep, { valid: true, solids: 1, shells: 2, faces: 22 });
  t.match(measures, { bodies: 1, faces: 22, volume: undefined });
  t.equal(Math.round(brep.area), 1100);
});

t.test('two coincident sheets are no solid', async (t) => {
  const sheet: Primitive = {
    positions: Float64Array.of(0, 0, 0, 10, 0, 0, 0, 10, 0),
    indices: Uint32Array.of(0, 1, 2, 0, 2, 1),
  };
  const { warnings, measures } = await written(modelOfOne(sheet));
  t.match(warnings, [/1 of 1 bodies is not closed/]);
  t.equal(measures.bodies, 0);
});

t.test('a Möbius strip is a shell', async (t) => {
  const { warnings, bytes, measures } = await written(modelOfOne(moebiusStrip(12)));
  t.equal(warnings.length > 0, true);
  t.equal(measures.bodies, 0);
  t.equal((await checkWithOcct(bytes)).solids, 0);
});

t.test('a fin on an edge of a cube leaves the cube a solid', async (t) => {
  const fin = { positions: Float64Array.of(0, 0, 0, 10, 0, 0, 5, -8, -8), indices: Uint32Array.of(0, 1, 2) };
  const { warnings, measures } = await written(modelOfOne(box(), fin));
  t.match(warnings, [/^1 of 2 bodies is not closed/, /More than two triangles/]);
  t.match(measures, { bodies: 1, faces: 13 });
});

t.test('slivers without area do not open a body', async (t) => {
  const { bytes, warnings, measures } = await written(modelOfOne(cubeWithSliver()));
  t.strictSame(warnings, []);
  t.match(rounded(await checkWithOcct(bytes)), { valid: true, solids: 1, volume: 1000, area: 600 });
  t.equal(measures.bodies, 1);
});

t.test('slivers that lie on one another are mended from the outside', async (t) => {
  const { bytes } = await written(modelOfOne(cubeWithSliver(5)));
  t.match(rounded(await checkWithOcct(bytes)), { valid: true, solids: 1, volume: 1000, area: 600 });
});

function halves({ positions, indices }: Primitive): Primitive[] {
  return [
    { positions, indices: indices.subarray(0, 15) },
    { positions, indices: indices.subarray(15) },
  ];
}

function placed(matrix: number[]): MeshModel {
  const model = modelOfOne(box());
  return { ...model, nodes: [{ mesh: 0, matrix: Float64Array.from(matrix) }] };
}

function moebiusStrip(steps: number): Primitive {
  const points = Array.from({ length: steps * 2 }, (_, i) => {
    const angle = (Math.floor(i / 2) / steps) * 2 * Math.PI;
    const side = i % 2 === 0 ? -3 : 3;
    const radius = 20 + side * Math.cos(angle / 2);
    return [radius * Math.cos(angle), radius * Math.sin(angle), side * Math.sin(angle / 2)];
  });
  const indices = Array.from({ length: steps }, (_, i) => {
    const last = i === steps - 1;
    const [a, b] = [2 * i, 2 * i + 1];
    const [c, d] = last ? [1, 0] : [2 * i + 2, 2 * i + 3];
    return [a, b, c, b, d, c];
  }).flat();
  return { positions: Float64Array.from(points.flat()), indices: Uint32Array.from(indices) };
}

/**
 * On one side of the edge from corner 0 to corner 1 there are further points, which the other side does not have; flat
 * triangles fill the gap.
 */
function cubeWithSliver(between = 1): Primitive {
  const { positions, indices } = box();
  const chain = [0, ...Array.from({ length: between }, (_, i) => 8 + i), 1];
  const triangles: number[] = [];
  for (let at = 0; at < indices.length; at += 3) {
    const corners = [...indices.subarray(at, at + 3)];
    const k = corners.findIndex((corner, i) => corner === 0 && corners[(i + 1) % 3] === 1);
    if (k === -1) {
      triangles.push(...corners);
      continue;
    }
    for (let i = 0; i + 1 < chain.length; i++)
      triangles.push(chain[i]!, chain[i + 1]!, corners[(k + 2) % 3]!);
    for (let i = 1; i + 1 < chain.length; i++) triangles.push(0, chain[i + 1]!, chain[i]!);
  }
  const added = chain.slice(1, -1).flatMap((_, i) => [(10 * (i + 1)) / (between + 1), 0, 0]);
  return { positions: Float64Array.of(...positions, ...added), indices: Uint32Array.from(triangles) };
}
