// Every reader against at least 150 damaged files, in the processes that the service uses: each ends in a typed error or
// in a checked result, within its limits, and the good conversions beside them are not disturbed.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { FormatId } from '../../src/domain/formats.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { engineFor, listCapabilities } from '../../src/engines/catalogue.ts';
import { openEngine } from '../../src/engines/open-engine.ts';
import { LIMITS } from '../engines/cad/engine-jobs.ts';
import { TWO_BOXES, twoBoxes } from '../engines/mesh/two-boxes.ts';
import { type Damaged, damage } from './damage.ts';
import { goodFiles } from './good-files.ts';
import { specialsOf } from './specials.ts';

t.setTimeout(600_000);

const LEAST = 150;
const TIMEOUT_MS = 30_000;
const GOOD_ONE_IN = 40;
const silent = { info() {}, warn() {}, error() {} };

const folder = mkdtempSync(join(tmpdir(), 'converto-hostile-'));
const engine = openEngine({
  maxChildren: 2,
  recycleAfter: 1000,
  maxRssBytes: 1.5e9,
  hardRssBytes: 2e9,
  timeoutMs: TIMEOUT_MS,
  limits: {
    ...LIMITS,
    maxTriangles: 1e6,
    maxVertices: 3e6,
    archive: { ...LIMITS.archive, maxInflatedBytes: 64 * 1024 ** 2 },
  },
  logger: silent,
});
t.teardown(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const good = await goodFiles();
const sources = [...new Set(listCapabilities().map(({ source }) => source))];
let made = 0;

/** What became of one file: the code of the Problem, or `converted`. Throws where it was neither typed nor checked. */
async function outcome(source: FormatId, bytes: Buffer): Promise<string> {
  const sourcePath = join(folder, `${++made}.${source}`);
  const targetPath = join(folder, `${made}.glb`);
  writeFileSync(sourcePath, bytes);
  const job = {
    sourceFormat: source,
    targetFormat: 'glb',
    sourcePath,
    targetPath,
    modelName: 'bad',
    options: {},
  } as const;
  try {
    const report = await engine.convert(job, { signal: new AbortController().signal, onProgress() {} });
    if (!(statSync(targetPath).size > 0 && (report.target.triangles ?? 0) > 0))
      throw new Error('an empty result');
    return 'converted';
  } catch (error) {
    if (isProblem(error) && error.kind === 'conversion_failed') return error.code;
    throw error;
  } finally {
    rmSync(sourcePath, { force: true });
    rmSync(targetPath, { force: true });
  }
}

async function goodConversion(): Promise<void> {
  const sourcePath = join(folder, `good-${++made}.obj`);
  writeFileSync(sourcePath, twoBoxes('obj'));
  const job = {
    sourceFormat: 'obj',
    targetFormat: 'stl',
    sourcePath,
    targetPath: `${sourcePath}.stl`,
    modelName: 'good',
    options: {},
  } as const;
  const { target } = await engine.convert(job, { signal: new AbortController().signal, onProgress() {} });
  if (Math.abs(target.volume! / TWO_BOXES.volume - 1) > 1e-5)
    throw new Error(`a good file became ${target.volume}`);
}

/** Our own readers never die of a file; those of others may, and then their process ends with them. */
const OURS = /^(converted|input_\w+|target_limit_exceeded)$/;
const OTHERS = /^(converted|input_\w+|target_limit_exceeded|output_invalid|engine_\w+)$/;

for (const source of sources) {
  t.test(source, async (t) => {
    const own = good.get(source);
    if (own === undefined) return t.fail(`no good ${source} file is made for this test`);
    const others = [...good].flatMap(([format, files]) =>
      format === source ? [] : { format, bytes: files[0]! },
    );
    const inputs: Damaged[] = [
      ...own.flatMap(damage),
      ...others.map(({ format, bytes }) => ({ name: `a ${format} file`, bytes })),
      ...specialsOf(source, own[0]!),
    ];
    t.ok(inputs.length >= LEAST, `${inputs.length} damaged files`);
    for (const bytes of own) t.equal(await outcome(source, bytes), 'converted', 'the good file is good');

    const allowed = engineFor(source, 'glb') === 'converto-mesh' ? OURS : OTHERS;
    const seen = new Map<string, number>();
    const bad: string[] = [];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < inputs.length; index = next++) {
        const { name, bytes: content } = inputs[index]!;
        if (index % GOOD_ONE_IN === 0) await goodConversion();
        const code = await outcome(source, content).catch((error: unknown) => `untyped: ${error}`);
        seen.set(code, (seen.get(code) ?? 0) + 1);
        if (!allowed.test(code)) bad.push(`${name}: ${code}`);
      }
    };
    await Promise.all([work(), work()]);
    t.comment([...seen].map(([code, count]) => `${code} ${count}`).join(' · '));
    t.strictSame(bad, []);
  });
}
