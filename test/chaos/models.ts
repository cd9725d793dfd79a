/** Small models of different size, with what a result must have: all are good, so none may fail. */
import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';

export interface Model {
  fileName: string;
  bytes: Buffer;
  target: string;
  /** Whether previews are asked for. */
  preview: boolean;
  /** Of the result; absent for B-rep models, whose triangles are the engine's choice. */
  triangles?: number;
}

type Point = [number, number, number];
type Triangle = [Point, Point, Point];

/** A wavy sheet of 2 × n × n triangles; no two corners are the same. */
function sheet(n: number, height: number): Triangle[] {
  const at = (x: number, y: number): Point => [
    x,
    y,
    Math.round(height * Math.sin(x / 3 + y / 5) * 1000) / 1000,
  ];
  const cells = Array.from({ length: n * n }, (_, cell): [number, number] => [
    cell % n,
    Math.floor(cell / n),
  ]);
  return cells.flatMap(([x, y]): Triangle[] => [
    [at(x, y), at(x + 1, y), at(x + 1, y + 1)],
    [at(x, y), at(x + 1, y + 1), at(x, y + 1)],
  ]);
}

function stl(triangles: Triangle[]): Buffer {
  const file = Buffer.alloc(84 + 50 * triangles.length);
  file.writeUInt32LE(triangles.length, 80);
  triangles.forEach((triangle, index) => {
    triangle.flat().forEach((value, at) => void file.writeFloatLE(value, 84 + 50 * index + 12 + 4 * at));
  });
  return file;
}

const obj = (triangles: Triangle[]): Buffer =>
  Buffer.from(
    [
      ...triangles.flat().map((point) => `v ${point.join(' ')}`),
      ...triangles.map((_, index) => `f ${3 * index + 1} ${3 * index + 2} ${3 * index + 3}`),
      '',
    ].join('\n'),
  );

const ply = (triangles: Triangle[]): Buffer =>
  Buffer.from(
    [
      'ply',
      'format ascii 1.0',
      `element vertex ${3 * triangles.length}`,
      ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
      `element face ${triangles.length}`,
      'property list uchar int vertex_indices',
      'end_header',
      ...triangles.flat().map((point) => point.join(' ')),
      ...triangles.map((_, index) => `3 ${3 * index} ${3 * index + 1} ${3 * index + 2}`),
      '',
    ].join('\n'),
  );

const WRITERS = { stl, obj, ply };
const PAIRS = [
  ['stl', 'obj'],
  ['obj', 'stl'],
  ['ply', 'glb'],
  ['stl', 'glb'],
  ['obj', 'ply'],
  ['ply', 'obj'],
] as const;
const STEP = readFileSync(new URL('../../examples/bracket.step', import.meta.url));
const STEP_SHARE = 0.02;
const PREVIEW_SHARE = 0.3;

export function makeModel(random: Random): Model {
  const preview = random.chance(PREVIEW_SHARE);
  if (random.chance(STEP_SHARE)) return { fileName: 'bracket.step', bytes: STEP, target: 'glb', preview };
  return { ...makeSheet(random, random.pick([2, 5, 20, 20, 60])), preview };
}

/** One that keeps an engine busy for a while. */
export const makeLargeModel = (random: Random): Model => makeSheet(random, 150);

function makeSheet(random: Random, n: number): Model {
  const [source, target] = random.pick(PAIRS);
  const triangles = sheet(n, random.between(1, 9));
  const bytes = WRITERS[source](triangles);
  return { fileName: `sheet.${source}`, bytes, target, preview: false, triangles: triangles.length };
}
