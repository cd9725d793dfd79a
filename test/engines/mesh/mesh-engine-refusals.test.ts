// Limits and empty models: a code, and a sentence that says what to do.
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { isProblem, type Problem } from '../../../src/domain/problem.ts';
import type { EngineLimits } from '../../../src/engines/engine-module.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { glbOf } from '../gltf/build-gltf.ts';
import { buildPly, trianglePlan } from './build-ply.ts';
import { twoBoxes, twoBoxesGltf } from './two-boxes.ts';

async function convert(
  t: Test,
  source: FormatId,
  bytes: Buffer | string,
  target: FormatId,
  limits: Partial<EngineLimits> = {},
) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target);
  return meshEngine.convert(job, { ...LIMITS, ...limits }, () => {});
}

async function refusal(...given: Parameters<typeof convert>): Promise<Problem> {
  const error: unknown = await convert(...given).then(
    () => new Error('it was converted'),
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error)) throw error;
  return error;
}

const SOURCES = ['stl', 'obj', 'ply', 'glb', 'gltf'] as const;

for (const source of SOURCES) {
  t.test(`${source}: too many triangles or vertices in the source`, async (t) => {
    const bytes = twoBoxes(source);
    const vertices = source === 'stl' ? 16 : 48;
    const fewTriangles = await refusal(t, source, bytes, 'obj', { maxTriangles: 23 });
    t.equal(fewTriangles.code, 'input_limit_exceeded');
    t.match(fewTriangles.detail, /\b2[34] triangles.* Simplify /);
    const fewVertices = await refusal(t, source, bytes, 'obj', { maxVertices: vertices - 1 });
    t.equal(fewVertices.code, 'input_limit_exceeded');
    t.match(fewVertices.detail, /vertices.* Simplify /);
    await t.resolves(convert(t, source, bytes, 'obj', { maxTriangles: 24, maxVertices: vertices }));
  });

  t.test(`${source}: too many faces for a B-rep`, async (t) => {
    for (const target of ['step', 'iges', 'brep'] as const) {
      const { code, detail } = await refusal(t, source, twoBoxes(source), target, { maxFacetedFaces: 11 });
      t.equal(code, 'target_limit_exceeded');
      t.match(
        detail,
        /12 flat faces once .* at most 11\. Simplify the model .*simplify_ratio.* mesh format\.$/,
      );
      await t.resolves(convert(t, source, twoBoxes(source), target, { maxFacetedFaces: 12 }));
    }
    await t.resolves(convert(t, source, twoBoxes(source), 'glb', { maxFacetedFaces: 1 }), 'no faces there');
  });
}

t.test('every instance counts', async (t) => {
  const { json, bin } = twoBoxesGltf((json) => {
    json.nodes.push({ mesh: 1 });
    json.scenes[0].nodes.push(3);
  });
  const problem = await refusal(t, 'glb', glbOf(json, bin), 'glb', { maxTriangles: 35 });
  t.match(problem, { code: 'input_limit_exceeded', detail: /36 triangles/ });
});

t.test('coordinates that the target cannot hold', async (t) => {
  const folder = await openFolder(t);
  const path = await folder.put('far.obj', 'v 0 0 0\nv 1e37 0 0\nv 0 1e37 0\nf 1 2 3\n');
  const options = { source_unit: 'km' };
  for (const target of ['stl', 'glb'] as const) {
    const conversion = meshEngine.convert(folder.job('obj', path, target, { options }), LIMITS, () => {});
    await t.rejects(conversion, { code: 'target_limit_exceeded', detail: /too large.*Scale it down/ });
  }
});

t.test('nodes that move a point beyond all numbers', async (t) => {
  const { json, bin } = twoBoxesGltf((json) => {
    for (const node of json.nodes) node.scale = [1e200, 1e200, 1e200];
  });
  for (const target of [...SOURCES, 'step'] as const) {
    const problem = await refusal(t, 'glb', glbOf(json, bin), target);
    t.match(problem, { code: 'target_limit_exceeded', detail: /too large.*Scale it down/ }, target);
  }
});

t.test('nodes that squeeze everything into a point leave no geometry where there are no nodes', async (t) => {
  const { json, bin } = twoBoxesGltf((json) => {
    for (const node of json.nodes) node.scale = [0, 0, 0];
  });
  for (const target of ['stl', 'obj', 'ply', 'step'] as const) {
    t.match(await refusal(t, 'glb', glbOf(json, bin), target), { code: 'input_no_geometry' }, target);
  }
});

const emptyPly = trianglePlan();
emptyPly.elements[1].rows = [];

const EMPTY: [string, FormatId, Buffer | string][] = [
  ['a binary STL of no triangle', 'stl', Buffer.alloc(84)],
  ['a text STL of no facet', 'stl', 'solid nothing\nendsolid nothing\n'],
  ['an OBJ of points', 'obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\n'],
  ['an OBJ of triangles at one point', 'obj', 'v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n'],
  ['a PLY of points', 'ply', buildPly(emptyPly)],
  ['a GLB of nothing', 'glb', glbOf({ asset: { version: '2.0' } })],
  ['a glTF of nodes', 'gltf', JSON.stringify({ asset: { version: '2.0' }, nodes: [{ name: 'a' }] })],
];

for (const [name, source, bytes] of EMPTY) {
  t.test(`${name} is an error, never an empty file`, async (t) => {
    for (const target of [...SOURCES, 'step'] as const) {
      const { code, detail } = await refusal(t, source, bytes, target);
      t.equal(code, 'input_no_geometry', target);
      t.match(detail, /\.$/);
    }
  });
}
