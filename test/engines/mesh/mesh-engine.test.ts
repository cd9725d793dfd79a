// Every pair of the mesh engine: the report, and what a program that is not ours sees in the written file.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { METRES_PER_UNIT, type Measures, type Report } from '../../../src/domain/report.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readIndependently, type Seen } from '../../support/independent-reader.ts';
import { LIMITS, listen, openFolder } from '../cad/engine-jobs.ts';
import { outline, readWithOcct } from '../step/occt-reader.ts';
import { TWO_BOXES, twoBoxes } from './two-boxes.ts';

const SOURCES = ['stl', 'obj', 'ply', 'glb', 'gltf'] as const;
const CAD_TARGETS = ['step', 'iges', 'brep'] as const;
const TARGETS = [...SOURCES, '3mf', ...CAD_TARGETS] as const;
const isGltf = (format: FormatId): boolean => format === 'glb' || format === 'gltf';
/** Binary STL and PLY are one list of triangles. */
const holdsParts = (target: FormatId): boolean => target !== 'stl' && target !== 'ply';

t.setTimeout(600_000); // dozens of pairs, each read by assimp or OCCT

for (const source of SOURCES) {
  for (const target of TARGETS) {
    t.test(`${source} → ${target}`, async (t) => {
      const folder = await openFolder(t);
      const job = folder.job(source, await folder.put(`boxes.${source}`, twoBoxes(source)), target);
      const { tell, stages, faults } = listen();
      const report = await meshEngine.convert(job, LIMITS, tell);
      t.strictSame(stages, ['validating', 'reading', 'converting', 'writing']);
      t.strictSame(faults, [], 'progress never falls');
      measuresBoxes(t, report.source);
      measuresBoxes(t, report.target);
      t.match([report.source.format, report.target.format], [source, target]);
      const parts = source === 'ply' ? 1 : 2;
      t.equal(report.source.parts, parts);
      // In BREP a part is whatever is one solid.
      t.equal(report.target.parts, target === 'brep' ? 2 : holdsParts(target) ? parts : 1);
      showsBoxes(t, await readIndependently(job.targetPath, target), source, target);
      checkFrameOfReport(t, report, source, target);
      t.strictSame(Object.keys(report.timingsMs), ['reading', 'converting', 'writing', 'verifying']);
      t.ok(Object.values(report.timingsMs).every((ms) => ms >= 0));
      t.strictSame(report.engine, { name: meshEngine.name, version: meshEngine.version });

      const again = folder.job(source, job.sourcePath, target);
      await meshEngine.convert(again, LIMITS, () => {});
      t.ok(readFileSync(again.targetPath).equals(readFileSync(job.targetPath)), 'the same bytes again');
    });
  }
}

t.test('glTF → STEP keeps the tree', async (t) => {
  const folder = await openFolder(t);
  const job = folder.job('glb', await folder.put('boxes.glb', twoBoxes('glb')), 'step');
  const { lost } = await meshEngine.convert(job, LIMITS, () => {});
  t.notOk(lost.some(({ what }) => what === 'assembly nodes'));
  const { root } = await readWithOcct(readFileSync(job.targetPath));
  t.strictSame(outline(root), [' [0]', ['model [0]', ['Würfel [1]'], ['assembly [1]']]]);
});

function measuresBoxes(t: Test, measures: Measures) {
  const { triangles, faces, bodies, unit, upAxis, bounds, area, volume } = measures;
  t.equal(triangles ?? 2 * faces!, TWO_BOXES.triangles, 'triangles, or sides of two triangles each');
  t.equal(bodies, 2, 'closed bodies');
  const mm = (METRES_PER_UNIT[unit as 'mm'] ?? Number.NaN) * 1000;
  const [low, high] = [bounds!.min, bounds!.max].map((point) => point.map((value) => value * mm));
  const [min, max] = upAxis === 'z' ? [low!, high!] : [toZUp(low!, high!), toZUp(high!, low!)];
  near(t, [...min, ...max], [...TWO_BOXES.min, ...TWO_BOXES.max], 'bounds');
  near(t, [area! * mm ** 2, volume! * mm ** 3], [TWO_BOXES.area, TWO_BOXES.volume], 'area and volume');
}

/** The Y-up corner of a box in Z-up, where one axis runs the other way. */
const toZUp = ([x, y]: number[], [, , z]: number[]): number[] => [x!, -z!, y!];

function showsBoxes(t: Test, seen: Seen, source: FormatId, target: FormatId) {
  t.equal(seen.triangles, TWO_BOXES.triangles, 'triangles in the file');
  t.equal(seen.degenerate, 0);
  near(t, [...seen.min, ...seen.max], [...TWO_BOXES.min, ...TWO_BOXES.max], 'bounds in the file');
  near(t, [seen.area, seen.volume], [TWO_BOXES.area, TWO_BOXES.volume], 'area and volume in the file');
  // assimp names the objects of 3MF by their numbers; BREP has no names.
  if (!holdsParts(target) || target === '3mf' || target === 'brep') return;
  if (source !== 'ply') t.strictSame(seen.names, ['Würfel', 'block'], 'names in the file');
  // OCCT's importer names a CAD file of one part in its tree only.
  else if (target !== 'step' && target !== 'iges')
    t.strictSame(seen.names, ['model'], 'the part has the name of the upload');
}

function checkFrameOfReport(t: Test, { source, target, warnings }: Report, from: FormatId, to: FormatId) {
  t.match(source, isGltf(from) ? { unit: 'm', upAxis: 'y' } : { unit: 'mm', upAxis: 'z' });
  t.match(target, isGltf(to) ? { unit: 'm', upAxis: 'y' } : { unit: 'mm', upAxis: 'z' });
  const assumed = `The ${from.toUpperCase()} file names no unit: millimetres and Z-up were assumed.`;
  t.strictSame(warnings, isGltf(from) ? [] : [assumed]);
}

/** Numbers went through 32-bit floats and units. */
function near(t: Test, seen: number[], expected: number[], what: string) {
  const off = seen.map((value, index) => Math.abs(value / expected[index]! - 1));
  t.ok(
    off.length === expected.length && off.every((share) => share < 1e-6),
    `${what}: ${seen} are ${expected}`,
  );
}
