// Every sample model that these formats cover × every target, through the HTTP API; each result is read by a program
// that is not ours and compared with what the same program sees in the source.
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { FORMATS, type FormatId } from '../../src/domain/formats.ts';
import { readIndependently, type Seen } from '../support/independent-reader.ts';
import { runConverto } from '../support/running-converto.ts';
import { haveSamples, samplePath } from '../support/samples.ts';

t.setTimeout(900_000); // a hundred conversions, some of them of seconds

const CAD: [string, FormatId][] = [
  ['as1-oc-214.stp', 'step'],
  ['red_cube_blue_cylinder.step', 'step'],
  ['linkrods.step', 'step'],
  ['nist_ctc_02_asme1_ap242.stp', 'step'],
  ['as1_pe_203.igs', 'iges'],
  ['hammer.iges', 'iges'],
  ['as1_pe_203.brep', 'brep'],
];
const MESHES: [string, FormatId][] = [
  ['Spider_ascii.stl', 'stl'],
  ['utah_teapot.stl', 'stl'],
  ['spider.obj', 'obj'],
  ['cow.ply', 'ply'],
  ['Wuson.off', 'off'],
  ['2CylinderEngine.glb', 'glb'],
  ['BoxTextured.gltf', 'gltf'],
  ['box.3mf', '3mf'],
  ['heartgears.3mf', '3mf'],
];
const BREP_TARGETS: FormatId[] = ['step', 'iges', 'brep'];
const MESH_TARGETS: FormatId[] = ['stl', 'obj', 'ply', 'off', 'glb', 'gltf', '3mf'];
/** The default of MAX_FACETED_FACES. */
const MAX_FACES = 100_000;
/** OpenCASCADE reads flat faces slowly; larger faceted results are measured by our own reader only. */
const OCCT_READS_FACES = 2000;

interface Conversion {
  id: string;
  status: string;
  error?: { code: string };
  report: {
    triangles?: number;
    faces?: number;
    bounds: { min: number[]; max: number[] };
    source: object;
    warnings: string[];
  };
}

t.test(
  'samples',
  { skip: haveSamples ? false : 'no ../shared/samples beside the checkout', timeout: 900_000 },
  async (t) => {
    const { api } = await runConverto(t);

    async function convert(source: string, target: FormatId): Promise<Conversion> {
      const form = new FormData();
      form.set('target_format', target);
      form.set('file', await openAsBlob(samplePath(source)), source);
      const answer = await fetch(`${api.address}/api/v1/conversions`, { method: 'POST', body: form });
      const { id } = (await answer.json()) as { id: string };
      for (;;) {
        const waited = await fetch(`${api.address}/api/v1/conversions/${id}?wait=60`);
        const conversion = (await waited.json()) as Conversion;
        if (!['pending', 'in_progress'].includes(conversion.status)) return conversion;
      }
    }

    async function download(t: Test, { id }: Conversion, target: FormatId): Promise<string> {
      const file = await fetch(`${api.address}/api/v1/conversions/${id}/files?type=converted`);
      const path = join(t.testdir({}), `result${FORMATS[target].extensions[0]}`);
      await writeFile(path, Buffer.from(await file.arrayBuffer()));
      return path;
    }

    for (const [source, format] of [...CAD, ...MESHES]) {
      t.test(source, { timeout: 300_000 }, async (t) => {
        const expected = await readIndependently(samplePath(source), format);
        const isMesh = FORMATS[format].family === 'mesh';
        for (const target of [...BREP_TARGETS, ...MESH_TARGETS]) {
          t.test(`→ ${target}`, { timeout: 120_000 }, async (t) => {
            const conversion = await convert(source, target);
            const isFaceted = isMesh && BREP_TARGETS.includes(target);
            if (isFaceted && expected.triangles > MAX_FACES && conversion.status === 'failed') {
              t.match(conversion, { error: { code: 'target_limit_exceeded' } });
              return;
            }
            t.equal(conversion.status, 'completed', JSON.stringify(conversion.error));
            const { faces = 0 } = conversion.report;
            if (isFaceted) t.ok(faces > 0 && faces <= expected.triangles, `${faces} faces`);
            if (isFaceted && faces > OCCT_READS_FACES) return;
            compare(
              t,
              await readIndependently(await download(t, conversion, target), target),
              expected,
              format,
              target,
              // Loose faces are turned any way round: what they enclose shows once they are sewn.
              conversion.report.warnings.some((warning) => warning.includes('were sewn into')),
            );
          });
        }
      });
    }
  },
);

function compare(t: Test, seen: Seen, expected: Seen, source: FormatId, target: FormatId, isSewn: boolean) {
  const diagonal = Math.hypot(...expected.max.map((high, axis) => high - expected.min[axis]!));
  const exactTriangles = FORMATS[target].family === 'mesh';
  // The reader of meshes tells six digits, in which corners of a small triangle may agree that OCCT tells apart.
  const rounded = FORMATS[source].family === 'brep' ? seen.degenerate : 0;
  if (exactTriangles) t.equal(seen.triangles + rounded, expected.triangles, 'triangles');
  else if (expected.faces !== undefined) t.equal(seen.faces, expected.faces, 'faces');
  const slack = FORMATS[source].family === 'brep' && !exactTriangles ? 2e-3 : 1e-5;
  for (const axis of [0, 1, 2] as const) {
    near(t, seen.min[axis], expected.min[axis], slack * diagonal, `lower bound of axis ${axis}`);
    near(t, seen.max[axis], expected.max[axis], slack * diagonal, `upper bound of axis ${axis}`);
  }
  near(t, seen.area, expected.area, (exactTriangles ? 1e-4 : 2e-3) * expected.area, 'area');
  if (isSewn) return void t.ok(seen.volume > 0, `volume: ${seen.volume}`);
  near(
    t,
    seen.volume,
    expected.volume,
    (exactTriangles ? 1e-4 : 2e-3) * Math.abs(expected.volume) + 1e-4 * diagonal ** 3,
    'volume',
  );
}

const near = (t: Test, seen: number, expected: number, slack: number, what: string) =>
  t.ok(Math.abs(seen - expected) <= slack, `${what}: ${seen} is within ${slack} of ${expected}`);
