/**
 * Reads files that are changed at random until the time is over, in this process: `npm run fuzz -- [minutes] [formats…]`.
 * A minute for each of our own readers where nothing is said. What a reader throws that is no Problem, or what takes it
 * seconds, is kept in the folder of temporary files and named.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatId } from '../../src/domain/formats.ts';
import { isProblem } from '../../src/domain/problem.ts';
import { engineFor, listCapabilities } from '../../src/engines/catalogue.ts';
import { readSource } from '../../src/engines/mesh/read-source.ts';
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

const [minutes = '1', ...named] = process.argv.slice(2);
const own = [...new Set(listCapabilities().map(({ source }) => source))].filter(
  (source) => engineFor(source, 'glb') === 'converto-mesh',
);
const formats = named.length > 0 ? (named as FormatId[]) : own;
const folder = mkdtempSync(join(tmpdir(), 'converto-fuzz-'));
const good = await goodFiles();
const limits = {
  ...LIMITS,
  maxTriangles: 1e6,
  maxVertices: 3e6,
  archive: { maxInflatedBytes: 64 * 1024 ** 2 },
};
let faults = 0;

for (const format of formats) {
  const files = good.get(format);
  if (files === undefined) throw new Error(`no good ${format} file is made for this`);
  const end = performance.now() + Number(minutes) * 60_000;
  const seen = new Map<string, number>();
  const path = join(folder, `input.${format}`);
  let slowest = 0;
  for (let round = 0; performance.now() < end; round += 1) {
    const bytes = mutate(files[round % files.length]!, files);
    writeFileSync(path, bytes);
    const before = process.cpuUsage();
    const outcome = await read(format, path);
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

async function read(format: FormatId, path: string): Promise<string> {
  try {
    const job = {
      sourceFormat: format,
      targetFormat: 'glb',
      sourcePath: path,
      targetPath: `${path}.glb`,
    } as const;
    const { model } = await readSource({ ...job, modelName: 'fuzz', options: {} }, limits, () => {});
    measure(model, format);
    return 'read';
  } catch (error) {
    return isProblem(error) && error.kind === 'conversion_failed'
      ? error.code
      : `untyped: ${String(error).slice(0, 200)}`;
  }
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
