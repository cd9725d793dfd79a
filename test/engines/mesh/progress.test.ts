// Where progress comes from: every stage that can count what it does says more than that it began and ended.
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { EngineStage } from '../../../src/domain/report.ts';
import { write3mf } from '../../../src/engines/mesh/3mf/write-3mf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { writeStl } from '../../../src/engines/mesh/stl/write-stl.ts';
import { encodePng } from '../../../src/engines/mesh/textures/png.ts';
import { toFrame } from '../../../src/engines/mesh/tools/frame.ts';
import { buildZip } from '../archive/build-zip.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { box, modelOf } from './shapes.ts';

t.setTimeout(600_000);

const folder = await openFolder(t);
const scratch = dirname(await folder.put('scratch', ''));

/** A surface of `side` × `side` squares, flat or wavy. */
function grid(side: number, height: number): Primitive {
  const positions = new Float32Array((side + 1) ** 2 * 3);
  const indices = new Uint32Array(side * side * 6);
  for (let y = 0, at = 0; y <= side; y += 1) {
    for (let x = 0; x <= side; x += 1, at += 3) {
      positions.set([x, y, height * Math.sin(x / 17) * Math.cos(y / 23)], at);
    }
  }
  for (let y = 0, at = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, at += 6) {
      const corner = y * (side + 1) + x;
      const above = corner + side + 1;
      indices.set([corner, corner + 1, above, corner + 1, above + 1, above], at);
    }
  }
  return { positions, indices };
}

const pathOf = (name: string): string => join(scratch, name);

async function stl(name: string, primitive: Primitive): Promise<string> {
  const path = pathOf(`${name}.stl`);
  writeStl(modelOf([primitive]), path, 'binary', name, () => {});
  return path;
}

async function glb(name: string, model: MeshModel, compression?: 'draco' | 'meshopt'): Promise<string> {
  const path = pathOf(`${name}.glb`);
  await writeGltf(toFrame(model, 'm', 'y'), path, 'glb', undefined, compression);
  return path;
}

/** Converts and returns what was told of each stage, without repetitions. */
async function tellings(...given: Parameters<typeof folder.job>) {
  const told = new Map<EngineStage, Set<number>>();
  const job = folder.job(...given);
  await meshEngine.convert(job, { ...LIMITS, maxFacetedFaces: 500_000 }, (stage, fraction = 0) => {
    const fractions = told.get(stage) ?? new Set();
    told.set(stage, fractions.add(fraction));
  });
  return {
    job,
    /** How often the stage was told to be between two fractions. */
    between: (stage: EngineStage, from: number, to: number): number =>
      [...told.get(stage)!].filter((fraction) => fraction > from && fraction < to).length,
  };
}

const BOXES = Array.from({ length: 12 }, (_, at) => box([1, 2, 3], [at * 5, 0, 0]));
const wave = await stl('wave', grid(700, 5));
const smallWave = await stl('small-wave', grid(200, 5));
const facetWave = await stl('facet-wave', grid(130, 5));

t.test('measuring the source, and making equal vertices one', async (t) => {
  const { between } = await tellings('stl', wave, 'glb');
  t.ok(between('reading', 0.8, 1) >= 5, 'measuring');
  t.ok(between('converting', 0.75, 1) >= 1);
});

t.test('options that change triangles', async (t) => {
  const welded = await tellings('stl', smallWave, 'glb', { options: { weld_tolerance: 0.01 } });
  t.ok(welded.between('converting', 0, 0.75) >= 8);
  const smooth = await tellings('stl', smallWave, 'glb', { options: { smooth_angle: 30 } });
  t.ok(smooth.between('converting', 0, 0.75) >= 3);
  const parts = await glb('parts', modelOf(Array.from({ length: 12 }, () => grid(30, 5))));
  const simple = await tellings('glb', parts, 'stl', { options: { simplify_ratio: 0.5 } });
  t.ok(simple.between('converting', 0, 0.375) >= 8, 'equal vertices first');
  t.ok(simple.between('converting', 0.375, 0.75) >= 8, 'then part by part');
});

t.test('scaling textures: rows of each image', async (t) => {
  const samples = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => at % 251);
  const bytes = encodePng({ width: 64, height: 64, channels: 3, samples });
  const plain = { metallic: 0, roughness: 1, baseColour: [1, 1, 1, 1] as [number, number, number, number] };
  const model = modelOf(
    [0, 1, 2].map((material) => ({ ...box([1, 1, 1]), uvs: new Float32Array(16), material })),
  );
  model.materials.push(...[0, 1, 2].map((baseColourImage) => ({ ...plain, baseColourImage })));
  model.images.push(
    ...[0, 1, 2].map((name) => ({ name: `${name}`, mediaType: 'image/png' as const, bytes })),
  );
  const path = await glb('textured', model);
  const { between } = await tellings('glb', path, 'glb', { options: { texture_size: 16 } });
  t.ok(between('converting', 0, 0.75) >= 100);
});

for (const compression of ['draco', 'meshopt'] as const) {
  t.test(`${compression}: primitives are counted while they are packed`, async (t) => {
    const path = await glb('boxes', modelOf(BOXES));
    const { between, job } = await tellings('glb', path, 'glb', { options: { compression } });
    t.ok(between('writing', 0, 0.675) >= 10, 'packing');
    t.ok(between('writing', 0.676, 0.75) >= (compression === 'draco' ? 8 : 1), 'then bytes');
    const unpacked = await tellings('glb', job.targetPath, 'stl');
    t.ok(unpacked.between('reading', 0.48, 0.8) >= 10, 'and while they are unpacked');
  });
}

for (const target of ['step', 'iges', 'brep'] as const) {
  t.test(`flat faces in ${target}`, async (t) => {
    const { between } = await tellings('stl', facetWave, target);
    t.ok(between('writing', 0, 0.375) >= 4, 'finding them');
    t.ok(between('writing', 0.375, 0.75) >= 20, 'writing them, of one body too');
    t.ok(between('writing', 0.75, 1) >= 2, 'reading them back');
  });
}

t.test('3MF: objects, and the vertices of one', async (t) => {
  const path = pathOf('boxes.3mf');
  await write3mf(modelOf(BOXES), path, 'boxes');
  const { between } = await tellings('3mf', path, 'stl');
  t.ok(between('reading', 0.72, 0.8) >= 8, 'making the model');
  const written = await tellings('stl', smallWave, '3mf');
  t.ok(written.between('writing', 0, 0.75) >= 3, 'vertices and triangles');
});

t.test('AMF: objects', async (t) => {
  const vertex = (at: readonly number[]) =>
    `<vertex><coordinates><x>${at[0]}</x><y>${at[1]}</y><z>${at[2]}</z></coordinates></vertex>`;
  const object = (id: number) =>
    `<object id="${id}"><mesh><vertices>${[
      [id, 0, 0],
      [id, 1, 0],
      [id, 0, 1],
    ].map(
      vertex,
    )}</vertices><volume><triangle><v1>0</v1><v2>1</v2><v3>2</v3></triangle></volume></mesh></object>`;
  const path = await folder.put('objects.amf', `<amf>${BOXES.map((_, id) => object(id)).join('')}</amf>`);
  const { between } = await tellings('amf', path, 'stl');
  t.ok(between('reading', 0.72, 0.8) >= 8);
});

t.test('archives: bytes of the model on its way in and out', async (t) => {
  const packed = await tellings('stl', smallWave, 'obj', { options: { materials: true } });
  t.ok(packed.between('writing', 0.375, 0.75) >= 8, 'packing');
  t.ok(packed.between('writing', 0.75, 0.775) >= 3, 'taking it out to read it back');
  const zip = buildZip([{ name: 'model.obj', bytes: objOf(grid(200, 5)) }]);
  const unpacked = await tellings('zip', await folder.put('wave.zip', zip), 'stl');
  t.ok(unpacked.between('reading', 0, 0.08) >= 3);
});

t.test('OBJ: materials with what stands beside them', async (t) => {
  const names = BOXES.map((_, at) => `m${at}`);
  const library = names.map((name) => `newmtl ${name}\nKd 1 0 0\n`).join('');
  const faces = names.map((name) => `usemtl ${name}\nf 1 2 3\n`).join('');
  const obj = `mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\n${faces}`;
  const zip = buildZip([
    { name: 'a.obj', bytes: Buffer.from(obj) },
    { name: 'a.mtl', bytes: Buffer.from(library) },
  ]);
  const { between } = await tellings('zip', await folder.put('materials.zip', zip), 'glb');
  t.ok(between('reading', 0.764, 0.8) >= 8);
});

t.test('USD: bytes of text, then the steps of a mesh', async (t) => {
  const { positions, indices } = grid(200, 5);
  const points = Array.from({ length: positions.length / 3 }, (_, at) => positions.slice(at * 3, at * 3 + 3));
  const mesh = (name: string) => `def Mesh "${name}"
{
    int[] faceVertexCounts = [${new Array(indices.length / 3).fill(3)}]
    int[] faceVertexIndices = [${[...indices]}]
    point3f[] points = [${points.map((point) => `(${[...point]})`)}]
}
`;
  const text = `#usda 1.0\n${['A', 'B', 'C'].map(mesh).join('')}`;
  const { between } = await tellings('usd', await folder.put('meshes.usda', text), 'stl');
  t.ok(between('reading', 0, 0.24) >= 3, `${text.length} bytes`);
  t.ok(between('reading', 0.24, 0.8) >= 6);
});

t.test('VRML: shapes, and the bytes of a packed file', async (t) => {
  const comment = `# ${'x'.repeat(1000)}\n`.repeat(10_000);
  const shapes = BOXES.map((_, at) => `Shape { geometry Box { size 1 1 ${at + 1} } }\n`).join('');
  const path = await folder.put('shapes.wrl', gzipSync(`#VRML V2.0 utf8\n${comment}${shapes}`));
  const { between } = await tellings('vrml', path, 'stl');
  t.ok(between('reading', 0, 0.64) >= 2, 'bytes');
  t.ok(between('reading', 0.64, 0.8) >= 8, 'shapes');
});

function objOf({ positions, indices }: Primitive): Buffer {
  const lines: string[] = [];
  for (let at = 0; at < positions.length; at += 3) lines.push(`v ${positions.slice(at, at + 3).join(' ')}`);
  for (let at = 0; at < indices.length; at += 3) {
    lines.push(`f ${Array.from(indices.slice(at, at + 3), (vertex) => vertex + 1).join(' ')}`);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
