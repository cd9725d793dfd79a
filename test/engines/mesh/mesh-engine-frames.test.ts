// Units and up-axes, both ways: unitless meshes to glTF's metres, Y-up, to CAD files in any unit, Z-up, and back.
import { readFileSync } from 'node:fs';
import { Logger, WebIO } from '@gltf-transform/core';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { LENGTH_UNITS } from '../../../src/domain/report.ts';
import { CHECKS } from '../../../src/engines/cad/check-cad.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { seeCad } from '../cad/see-cad.ts';
import type { Point } from './shapes.ts';
import { TWO_BOXES, twoBoxes } from './two-boxes.ts';

const UNITLESS = ['stl', 'obj', 'ply'] as const;
const MILLIMETRES = { um: 1e-3, mm: 1, cm: 10, m: 1e3, km: 1e6, in: 25.4, ft: 304.8 };

async function convert(t: Test, source: FormatId, target: FormatId, options: Record<string, unknown>) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`boxes.${source}`, twoBoxes(source)), target, { options });
  const report = await meshEngine.convert(job, LIMITS, () => {});
  return { report, path: job.targetPath };
}

/** The corners of the model after a change of its points. */
function cornersThrough(change: (point: Point) => Point): { min: Point; max: Point } {
  const [a, b] = [change(TWO_BOXES.min), change(TWO_BOXES.max)];
  return {
    min: a.map((value, axis) => Math.min(value, b[axis]!)) as Point,
    max: a.map((value, axis) => Math.max(value, b[axis]!)) as Point,
  };
}

const times = (factor: number, point: Point): Point => point.map((value) => value * factor) as Point;
const toZUp = ([x, y, z]: Point): Point => [x, -z, y];
const toYUp = ([x, y, z]: Point): Point => [x, z, -y];
const same: typeof toZUp = (point) => point;

async function shows(t: Test, path: string, format: FormatId, expected: { min: Point; max: Point }) {
  const seen = await readIndependently(path, format);
  const numbers = [...seen.min, ...seen.max];
  const right = [...expected.min, ...expected.max];
  // That reader tells six digits.
  const isNear = numbers.every((value, index) => Math.abs(value / right[index]! - 1) < 1e-5);
  t.ok(isNear, `${numbers} are ${right}`);
  t.ok(seen.volume > 0, 'no triangle was turned over');
}

for (const unit of LENGTH_UNITS) {
  for (const axis of ['z', 'y'] as const) {
    t.test(`numbers that mean ${unit}, ${axis.toUpperCase()}-up`, async (t) => {
      const read = await convert(t, 'stl', 'glb', { source_unit: unit, source_up_axis: axis });
      const place = axis === 'y' ? toZUp : same;
      const inMillimetres = cornersThrough((point) => times(MILLIMETRES[unit], place(point)));
      await shows(t, read.path, 'glb', inMillimetres);
      t.match(read.report, { source: { unit, upAxis: axis }, target: { unit: 'm', upAxis: 'y' } });
      t.strictSame(read.report.warnings, [], 'nothing was assumed');

      const written = await convert(t, 'glb', 'stl', { target_unit: unit, target_up_axis: axis });
      const turn = axis === 'y' ? toYUp : same;
      const asNumbers = cornersThrough((point) => times(1 / MILLIMETRES[unit], turn(point)));
      await shows(t, written.path, 'stl', asNumbers);
      t.match(written.report, { source: { unit: 'm', upAxis: 'y' }, target: { unit, upAxis: axis } });
    });
  }
}

for (const unit of LENGTH_UNITS) {
  t.test(`CAD files of flat faces whose numbers are ${unit}`, async (t) => {
    const inMillimetres = cornersThrough((point) => times(1000, point));
    for (const target of ['step', 'iges', 'brep'] as const) {
      const options = { source_unit: 'm', target_unit: unit };
      const { report, path } = await convert(t, 'stl', target, options);
      t.match(report.target, { unit, bodies: 2, faces: 12 });
      const factor = 1000 / MILLIMETRES[unit];
      t.ok(Math.abs(report.target.bounds!.max[0] / (TWO_BOXES.max[0] * factor) - 1) < 1e-6, 'in the unit');
      const seen = await seeCad(target, path);
      t.equal(seen.bodies, 2);
      const expected = target === 'brep' ? cornersThrough((point) => times(factor, point)) : inMillimetres;
      const right = [...expected.min, ...expected.max];
      const isNear = [...seen.min, ...seen.max].every((value, at) => Math.abs(value / right[at]! - 1) < 1e-5);
      t.ok(isNear, `${target}: ${[...seen.min, ...seen.max]} are ${right}`);
      if (target === 'brep') continue;
      t.equal(
        CHECKS[target](readFileSync(path), () => {}).unit,
        unit,
        'as our reader of other files sees it',
      );
    }
  });
}

for (const format of UNITLESS) {
  t.test(`${format} takes the same options as the others`, async (t) => {
    const step = await convert(t, format, 'step', { source_unit: 'in', source_up_axis: 'y' });
    await shows(
      t,
      step.path,
      'step',
      cornersThrough((point) => times(25.4, toZUp(point))),
    );
    t.match(step.report, { source: { unit: 'in', upAxis: 'y' }, target: { unit: 'mm', upAxis: 'z' } });

    const written = await convert(t, 'gltf', format, { target_unit: 'in', target_up_axis: 'y' });
    await shows(
      t,
      written.path,
      format,
      cornersThrough((point) => times(1 / 25.4, toYUp(point))),
    );

    const options = { source_unit: 'm', source_up_axis: 'y', target_unit: 'cm', target_up_axis: 'z' };
    const both = await convert(t, format, format, options);
    await shows(
      t,
      both.path,
      format,
      cornersThrough((point) => times(100, toZUp(point))),
    );
  });

  t.test(`${format}: what the options leave open is said`, async (t) => {
    const warningsWith = async (options: object) =>
      (await convert(t, format, 'glb', { ...options })).report.warnings;
    const file = `The ${format.toUpperCase()} file`;
    t.strictSame(await warningsWith({}), [`${file} names no unit: millimetres and Z-up were assumed.`]);
    t.strictSame(await warningsWith({ source_up_axis: 'y' }), [
      `${file} names no unit: millimetres were assumed.`,
    ]);
    t.strictSame(await warningsWith({ source_unit: 'cm' }), [
      `${file} does not say which axis is up: Z-up was assumed.`,
    ]);
  });
}

t.test('normals turn with the axis', async (t) => {
  const toGlb = await convert(t, 'obj', 'glb', {});
  const io = new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT));
  const document = await io.readBinary(new Uint8Array(readFileSync(toGlb.path)));
  const found: [Point, Point][] = [];
  for (const primitive of document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())) {
    const normals = primitive.getAttribute('NORMAL')!;
    const positions = primitive.getAttribute('POSITION')!;
    for (let vertex = 0; vertex < normals.getCount(); vertex += 1) {
      const [point, normal] = [positions, normals].map((each) => toZUp(each.getElement(vertex, [0, 0, 0])));
      found.push([times(1000, point!), normal!]);
    }
  }
  sitOnTheirSides(t, found);

  const toPly = await convert(t, 'glb', 'ply', { encoding: 'ascii' });
  const rows = readFileSync(toPly.path, 'utf8').split('end_header\n')[1]!.split('\n').slice(0, 48);
  const numbers = rows.map((row) => row.split(' ').map(Number));
  sitOnTheirSides(
    t,
    numbers.map(([x, y, z, nx, ny, nz]) => [[x!, y!, z!] as Point, [nx!, ny!, nz!] as Point]),
  );
});

/** Where the sides of the two boxes are that face down and up each axis. */
const SIDES = [
  { down: [1, 40], up: [11, 45] },
  { down: [2, 10], up: [22, 15] },
  { down: [3, 5], up: [33, 10] },
];

function sitOnTheirSides(t: Test, vertices: [point: Point, normal: Point][]) {
  t.equal(vertices.length, 48);
  const strays = vertices.filter(([point, normal]) => {
    const axis = normal.findIndex((value) => Math.abs(value) > 0.999);
    const sides = SIDES[axis]?.[normal[axis]! > 0 ? 'up' : 'down'] ?? [];
    return !sides.some((side) => Math.abs(side - point[axis]!) < 1e-4);
  });
  t.strictSame(strays, []);
}
