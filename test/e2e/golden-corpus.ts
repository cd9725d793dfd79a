import { openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { FORMATS, type FormatId } from '../../src/domain/formats.ts';
import type { ReportBody } from '../../src/routes/report-view.ts';
import { complaints } from '../engines/gltf/check-gltf.ts';
import { readIndependently } from '../support/independent-reader.ts';
import { runConverto } from '../support/running-converto.ts';
import { haveSamples, samplePath } from '../support/samples.ts';
import { compareFigures, type Differences, isCad, isExactPair } from './golden-compare-figures.ts';
import { compareLooks } from './golden-compare-looks.ts';
import { type Figures, figuresOfSource } from './golden-figures.ts';
import type { Looks } from './golden-looks.ts';
import { openReaders } from './golden-readers.ts';
import { LOOKED_AT_BY_OTHERS, MEASURED_BY_OTHERS, type Sample } from './golden-samples.ts';

const TIMEOUT_MS = 1_200_000; // hundreds of conversions, some of them of seconds
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

/** Without differences where nobody else reads the result. */
export interface Proof extends Differences {
  sample: string;
  source: FormatId;
  target: FormatId;
  engine: string;
  triangles?: number;
  faces?: number;
  lost: string[];
}

/** A source as others see it. */
interface Before {
  /** Of meshes, and of the triangles that surfaces are cut into. Absent: what the report says of the source. */
  figures?: Figures;
  /** Of the surfaces themselves. */
  exact?: Figures;
  looks?: Looks;
}

/**
 * These models × every target, through the HTTP API. Each result is read by programs that are not ours and compared with
 * the source: counts, bounds, area, volume, names and colours; small ones come out the same byte by byte when made again.
 * @param except pairs `file target` that other tests see to
 * @returns fills while the tests run
 */
export function goldenCorpus(
  t: Test,
  samples: readonly Sample[],
  except: ReadonlySet<string> = new Set(),
): readonly Proof[] {
  const proofs: Proof[] = [];
  t.setTimeout(TIMEOUT_MS);
  const skip = haveSamples ? false : 'no ../shared/samples beside the checkout';
  t.test('samples', { skip, timeout: TIMEOUT_MS }, async (t) => {
    const { api } = await runConverto(t, { WORKER_CONCURRENCY: '2' });
    const read = openReaders(t);
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

    /** @param toGlb the result that keeps most: looked at where no reader here reads the source */
    async function readSource(
      t: Test,
      sample: string,
      source: FormatId,
      toGlb: Promise<Conversion>,
    ): Promise<Before> {
      const path = samplePath(sample);
      if (isCad(source)) {
        const { figures: exact, looks } = (await read(path, source)) ?? {};
        return {
          figures: await readIndependently(path, source),
          ...(exact && { exact }),
          ...(looks && { looks }),
        };
      }
      if (!LOOKED_AT_BY_OTHERS.has(source)) {
        const { looks } = (await read(await download(t, await toGlb, 'glb'), 'glb')) ?? {};
        return { ...(looks && { looks }) };
      }
      const { figures, looks } = (await read(path, source)) ?? {};
      return {
        ...(figures && MEASURED_BY_OTHERS.has(source) && { figures }),
        ...(looks && { looks }),
      };
    }

    for (const [sample, source] of samples) {
      t.test(sample, { timeout: TIMEOUT_MS }, async (t) => {
        const targets = pairs
          .filter((pair) => pair.source === source)
          .map(({ target }) => target)
          .filter((target) => !except.has(`${sample} ${target}`));
        const converting = targets.map((target) => convert(sample, source, target)); // while results are read here
        const before = await readSource(t, sample, source, converting[targets.indexOf('glb')]!);
        for (const [index, target] of targets.entries()) {
          const conversion = await converting[index]!;
          t.equal(conversion.status, 'completed', `→ ${target}: ${JSON.stringify(conversion.error)}`);
          if (conversion.status !== 'completed') continue;
          const { report, engine } = conversion;
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
          const isExact = isExactPair(source, target); // those are made twice in test/engines/cad
          if (conversion.output.size_bytes <= SMALL_BYTES && !isExact) {
            const again = await convert(sample, source, target);
            t.equal(again.output?.sha256, conversion.output.sha256, `→ ${target}: the same bytes`);
          }
          const path = await download(t, conversion, target);
          if (target === 'glb' || target === 'gltf') {
            const said = (await complaints(readFileSync(path))) as { code: string }[];
            // About the image of a sample, which goes through as it is.
            const wrong = said.filter(({ code }) => code !== 'IMAGE_FEATURES_UNSUPPORTED');
            t.strictSame(wrong, [], `→ ${target}: gltf-validator`);
          }
          const seen = await read(path, target);
          if (seen === undefined) continue;
          t.strictSame(seen.complaints, [], `→ ${target}: what the checker of the format has against it`);
          const expected = isExact ? before.exact! : (before.figures ?? figuresOfSource(report));
          Object.assign(proof, compareFigures(t, seen.figures, expected, report, target));
          if (seen.looks !== undefined && before.looks !== undefined)
            compareLooks(t, seen.looks, before.looks, report, target);
        }
      });
    }
  });
  return proofs;
}
