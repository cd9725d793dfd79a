// The golden corpus: every sample model × every target, through the HTTP API; each result is read by a program that is
// not ours and compared with the source, and comes out the same byte by byte when it is made again. With PROOF_FILE the
// figures are written there, for docs/formats.md.
import { openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { FORMATS, type FormatId } from '../../src/domain/formats.ts';
import type { ReportBody } from '../../src/routes/report-view.ts';
import { EXACT_PAIRS } from '../engines/cad/exact-samples-suite.ts';
import { complaints } from '../engines/gltf/check-gltf.ts';
import { runConverto } from '../support/running-converto.ts';
import { haveSamples, samplePath } from '../support/samples.ts';
import { type Figures, figuresOf, figuresOfSource } from './golden-figures.ts';
import { READ_BY_OTHERS, SAMPLES } from './golden-samples.ts';

const TIMEOUT_MS = 1_200_000; // hundreds of conversions, some of them of seconds
t.setTimeout(TIMEOUT_MS);

const CAD: readonly FormatId[] = ['step', 'iges', 'brep'];
/** OpenCASCADE reads flat faces slowly; larger results are compared by our own reading back, which is in the report. */
const OCCT_READS_FACES = 1000;
/** Made twice, to see whether they are the same. */
const SMALL_BYTES = 200_000;

interface Conversion {
  id: string;
  status: string;
  error?: { code: string };
  report: ReportBody;
  engine: { name: string };
  output: { sha256: string; size_bytes: number };
}

interface Proof {
  sample: string;
  source: FormatId;
  target: FormatId;
  engine: string;
  triangles?: number;
  faces?: number;
  /** Relative to the source; bounds to its diagonal. Absent: nobody else reads the result, or the figure is not there. */
  boundsError?: number;
  areaError?: number;
  volumeError?: number;
  lost: string[];
}

const proofs: Proof[] = [];
const proves = process.env.PROOF_FILE !== undefined;

t.test(
  'samples',
  { skip: haveSamples ? false : 'no ../shared/samples beside the checkout', timeout: TIMEOUT_MS },
  async (t) => {
    const { api } = await runConverto(t, { WORKER_CONCURRENCY: '2' });
    const { data: pairs } = (await (await fetch(`${api.address}/api/v1/formats`)).json()) as {
      data: { source: FormatId; target: FormatId }[];
    };

    async function convert(sample: string, source: FormatId, target: FormatId): Promise<Conversion> {
      const form = new FormData();
      form.set('target_format', target);
      // One independent reader leaves out faces of many corners, the other cuts those that are not flat another way.
      if ((target === 'off' || target === 'usdz') && FORMATS[source].family === 'mesh')
        form.set('options', '{"faces":"triangles"}');
      form.set('file', await openAsBlob(samplePath(sample)), sample);
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
      writeFileSync(path, Buffer.from(await file.arrayBuffer()));
      return path;
    }

    for (const [sample, source] of SAMPLES) {
      t.test(sample, { timeout: TIMEOUT_MS }, async (t) => {
        const targets = pairs
          .filter((pair) => pair.source === source)
          .map(({ target }) => target)
          // test/engines/cad/opencascade-samples.test.ts has seen to those; they take seconds each.
          .filter((target) => proves || !EXACT_PAIRS.has(`${sample} ${target}`));
        const converting = targets.map((target) => convert(sample, source, target)); // while results are read here
        const seen = READ_BY_OTHERS.has(source) ? await figuresOf(samplePath(sample), source) : undefined;
        for (const [index, target] of targets.entries()) {
          const conversion = await converting[index]!;
          t.equal(conversion.status, 'completed', `→ ${target}: ${JSON.stringify(conversion.error)}`);
          if (conversion.status !== 'completed') continue;
          const { report, engine } = conversion;
          const expected = seen ?? figuresOfSource(report);
          const proof: Proof = {
            sample,
            source,
            target,
            engine: engine.name,
            ...(report.triangles === undefined ? {} : { triangles: report.triangles }),
            ...(report.faces === undefined ? {} : { faces: report.faces }),
            lost: report.lost.map(({ what, count }) => `${count} ${what}`),
          };
          proofs.push(proof);
          const isExact = CAD.includes(source) && CAD.includes(target); // those are made twice in test/engines/cad
          if (conversion.output.size_bytes <= SMALL_BYTES && !isExact) {
            const again = await convert(sample, source, target);
            t.equal(again.output?.sha256, conversion.output.sha256, `→ ${target}: the same bytes`);
          }
          const isFaceted = FORMATS[source].family === 'mesh' && CAD.includes(target);
          if (isFaceted && (report.faces ?? 0) > OCCT_READS_FACES) continue;
          const path = await download(t, conversion, target);
          if (target === 'glb' || target === 'gltf') {
            const said = (await complaints(readFileSync(path))) as { code: string }[];
            // About the image of a sample, which goes through as it is.
            const wrong = said.filter(({ code }) => code !== 'IMAGE_FEATURES_UNSUPPORTED');
            t.strictSame(wrong, [], `→ ${target}: gltf-validator`);
          }
          const result = await figuresOf(path, target);
          if (result === undefined) continue;
          // Loose faces are turned any way round: what they enclose shows once they are sewn.
          const wasSewn = report.warnings.some((warning) => warning.includes('were sewn into'));
          const { volume: _, ...loose } = expected;
          Object.assign(proof, compare(t, result, wasSewn ? loose : expected, source, target));
        }
      });
    }
  },
);

t.teardown(() => {
  const file = process.env.PROOF_FILE;
  if (file === undefined || proofs.length === 0) return;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ date, proofs }, undefined, 1)}\n`);
});

function compare(
  t: Test,
  seen: Figures & { degenerate: number },
  expected: Figures,
  source: FormatId,
  target: FormatId,
): Pick<Proof, 'boundsError' | 'areaError' | 'volumeError'> {
  const isExact = CAD.includes(source) && CAD.includes(target);
  const isMesh = FORMATS[target].family === 'mesh';
  const diagonal = Math.hypot(...expected.max.map((high, axis) => high - expected.min[axis]!));
  // The reader of meshes tells six digits, in which corners of a small triangle may agree that others tell apart.
  const rounded = CAD.includes(source) || !READ_BY_OTHERS.has(source) ? seen.degenerate : 0;
  if (isMesh && expected.triangles !== undefined && seen.triangles !== undefined)
    t.equal(seen.triangles + rounded, expected.triangles, `→ ${target}: triangles`);
  if (isExact && expected.faces !== undefined) t.equal(seen.faces, expected.faces, `→ ${target}: faces`);
  const boundsError = Math.max(
    ...[0, 1, 2].flatMap((axis) => [
      Math.abs(seen.min[axis]! - expected.min[axis]!) / diagonal,
      Math.abs(seen.max[axis]! - expected.max[axis]!) / diagonal,
    ]),
  );
  const areaError = Math.abs(seen.area / expected.area - 1);
  // Surfaces that are read again are cut into other triangles.
  t.ok(
    boundsError <= (isExact ? 2e-3 : 1e-5),
    `→ ${target}: bounds are off by ${boundsError} of the diagonal`,
  );
  t.ok(areaError <= (isExact ? 2e-3 : 1e-4), `→ ${target}: the area is off by ${areaError}`);
  if (seen.volume === undefined || expected.volume === undefined) return { boundsError, areaError };
  const off = Math.abs(seen.volume - expected.volume);
  const slack = (isExact ? 2e-3 : 1e-4) * Math.abs(expected.volume) + 1e-4 * diagonal ** 3;
  t.ok(off <= slack, `→ ${target}: the volume is off by ${off}`);
  return {
    boundsError,
    areaError,
    volumeError: off / Math.max(Math.abs(expected.volume), 1e-4 * diagonal ** 3),
  };
}
