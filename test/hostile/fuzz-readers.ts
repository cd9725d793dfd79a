/**
 * Reads files that are changed at random until the time is over, in this process: `npm run fuzz -- [minutes] [formats…]`.
 * A minute for each of our own readers where nothing is said, for the checks that look at STEP, IGES, BREP, DAE and FBX
 * before an engine does, and for the decoding of PNG and JPEG (`texture`). What one throws that is no Problem, or what takes it
 * seconds, is kept in the folder of temporary files and named.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatId } from '../../src/domain/formats.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { CHECKS } from '../../src/engines/cad/check-cad.ts';
import { engineFor } from '../../src/engines/catalogue.ts';
import { limitsOf } from '../../src/engines/mesh/assimp/assimp-limits.ts';
import { checkDae } from '../../src/engines/mesh/assimp/check-dae.ts';
import { checkFbx } from '../../src/engines/mesh/assimp/check-fbx.ts';
import { readSource } from '../../src/engines/mesh/read-source.ts';
import { encodeJpeg } from '../../src/engines/mesh/textures/jpeg.ts';
import { limitTextures } from '../../src/engines/mesh/textures/limit-textures.ts';
import { encodePng } from '../../src/engines/mesh/textures/png.ts';
import { imageType } from '../../src/engines/mesh/tools/image-type.ts';
import { measure } from '../../src/engines/mesh/tools/measure.ts';
import { LIMITS } from '../engines/cad/engine-jobs.ts';
import { goodFiles } from './good-files.ts';

const SLOW_MS = 3000;
const MOST_FAULTS = 20;
const INTERESTING = [0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7f800000];
const WORDS = [
  '-1',
  '1e308',
  'NaN',
  '4294967295',
  '0',
  '\n',
  '"',
  '<',
  '>',
  '{',
  '[',
  ']',
  ' ',
  '\0',
  '(',
  ';',
  '..',
  '%',
];

/** What looks at a file before an engine does. */
const LOOKS: Readonly<Partial<Record<FormatId, Attempt>>> = {
  ...Object.fromEntries(
    Object.entries(CHECKS).map(([format, check]): [string, Attempt] => [
      format,
      (bytes) => check(bytes, () => {}),
    ]),
  ),
  dae: (bytes) => checkDae(bytes, limitsOf({ limits })),
  fbx: (bytes) => checkFbx(bytes, limitsOf({ limits })),
};

const [minutes = '1', ...named] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'converto-fuzz-'));
const good = await goodFiles();
const limits = {
  ...LIMITS,
  maxTriangles: 1e6,
  maxVertices: 3e6,
  archive: { ...LIMITS.archive, maxInflatedBytes: 64 * 1024 ** 2 },
};
let faults = 0;

/** Takes one changed file. */
type Attempt = (bytes: Buffer) => unknown;
const subjects = new Map<string, { files: Buffer[]; attempt: Attempt }>();
for (const [format, files] of good) {
  const look = LOOKS[format];
  if (look) {
    subjects.set(format, { files, attempt: look });
  } else if (engineFor(format, 'glb') === 'converto-mesh') {
    subjects.set(format, { files, attempt: (bytes) => read(format, bytes) });
  }
}
subjects.set('texture', { files: await goodTextures(), attempt: scaleDown });

for (const format of named.length > 0 ? named : subjects.keys()) {
  const subject = subjects.get(format);
  if (subject === undefined) throw new Error(`no good ${format} file is made for this`);
  const { files, attempt } = subject;
  const end = performance.now() + Number(minutes) * 60_000;
  const seen = new Map<string, number>();
  let slowest = 0;
  for (let round = 0; performance.now() < end; round += 1) {
    const bytes = mutate(files[round % files.length]!, files);
    const before = process.cpuUsage();
    const outcome = await outcomeOf(attempt, bytes);
    const { user, system } = process.cpuUsage(before); // not the time of day: on a busy machine that says who waited
    const ms = (user + system) / 1000;
    slowest = Math.max(slowest, ms);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    if (!outcome.startsWith('untyped') && ms < SLOW_MS) continue;
    faults += 1;
    const kept = join(folder, `${format}-${faults}`);
    writeFileSync(kept, bytes);
    console.log(`FAULT ${format}: ${outcome}, ${ms.toFixed(0)} ms: ${kept}`);
    if (faults >= MOST_FAULTS) process.exit(1);
  }
  const counts = [...seen].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  console.log(`${format}: ${counts.join(' · ')}; slowest ${slowest.toFixed(0)} ms`);
}
process.exitCode = faults === 0 ? 0 : 1;

async function outcomeOf(attempt: Attempt, bytes: Buffer): Promise<string> {
  try {
    await attempt(bytes);
    return 'read';
  } catch (error) {
    return isProblem(error) && error.kind === 'conversion_failed'
      ? error.code
      : `untyped: ${String(error).slice(0, 200)}`;
  }
}

async function read(format: FormatId, bytes: Buffer): Promise<void> {
  const path = join(folder, `input.${format}`);
  writeFileSync(path, bytes);
  const job = {
    sourceFormat: format,
    targetFormat: 'glb',
    sourcePath: path,
    targetPath: `${path}.glb`,
  } as const;
  const { model } = await readSource({ ...job, modelName: 'fuzz', options: {} }, limits, () => {});
  measure(model, format);
}

async function goodTextures(): Promise<Buffer[]> {
  const samples = Uint8ClampedArray.from({ length: 32 * 24 * 4 }, (_, at) => at * 7);
  const pixels = { width: 32, height: 24, channels: 4, samples } as const;
  const jpegs = [await encodeJpeg(pixels, true), await encodeJpeg(pixels, false)];
  return [encodePng(pixels), ...jpegs].map((bytes) => Buffer.from(bytes));
}

/** What cannot be decoded is left as it is: nothing is thrown. */
async function scaleDown(bytes: Buffer): Promise<void> {
  const image = { mediaType: imageType(bytes) ?? 'image/png', bytes };
  const frame = { unit: 'm', upAxis: 'y', unitKnown: true } as const;
  await limitTextures({ ...frame, nodes: [], meshes: [], materials: [], images: [image] }, 8, []);
}

/** One to eight changes: bits, bytes, numbers, pieces moved, left out, repeated, or taken from another file. */
function mutate(original: Buffer, others: readonly Buffer[]): Buffer {
  let bytes = Buffer.from(original);
  for (let left = 1 + below(8); left > 0 && bytes.length > 0; left -= 1) {
    const at = below(bytes.length);
    const to = Math.min(bytes.length, at + 1 + below(below(4) === 0 ? bytes.length : 32));
    const kind = below(8);
    if (kind === 0) bytes[at]! ^= 1 << below(8);
    else if (kind === 1) bytes[at] = below(256);
    else if (kind === 2 && at + 4 <= bytes.length)
      bytes.writeUInt32LE(INTERESTING[below(INTERESTING.length)]!, at);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    else if (kind === 5) bytes.copy(bytes, below(bytes.length), at, to);
    else if (kind === 6) {
      const words = Buffer.from(WORDS[below(WORDS.length)]!);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        words,
        bytes.subarray(Math.min(bytes.length, at + below(6))),
      ]);
    } else {
      const other = others[below(others.length)]!;
      const from = below(other.length);
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        other.subarray(from, from + below(64)),
        bytes.subarray(at),
      ]);
    }
  }
  return bytes;
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit);
}
