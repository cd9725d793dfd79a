// What an upload costs, and what happens where there is not enough: each server is a process of its own.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';
import { startProgram } from '../adapters/run-program.ts';
import { CONTENT_TYPE, FORM_END, partHead } from '../support/multipart.ts';

const MIB = 1024 * 1024;
const SERVER = [
  process.execPath,
  LOAD_TYPESCRIPT,
  fileURLToPath(new URL('../support/serve-uploads.ts', import.meta.url)),
];

async function folders(t: Test) {
  const folder = await mkdtemp(join(tmpdir(), 'converto-upload-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const files = join(folder, 'files');
  await mkdir(files);
  return { files, records: join(folder, 'records') };
}

async function start(t: Test, command: [string, ...string[]]) {
  const program = startProgram(t, command);
  await program.printed('listening on');
  const port = /listening on (\d+)/.exec(program.output())?.[1];
  return { url: `http://127.0.0.1:${port}/api/v1/conversions`, pid: program.child.pid! };
}

/** A form whose file is a binary STL of so many random megabytes, made while it is sent. */
function hugeForm(megabytes: number) {
  let hash = createHash('sha256');
  const block = randomBytes(MIB).fill(1, 0, 80); // a header that no other format begins with, nor text
  const body = async function* () {
    hash = createHash('sha256');
    yield Buffer.concat([partHead({ name: 'target_format' }), Buffer.from('obj\r\n')]);
    yield partHead({ name: 'file', fileName: 'huge.stl' });
    for (let n = 0; n < megabytes; n++) {
      const bytes = Buffer.from(block);
      bytes.writeUInt32LE(n, 84);
      hash.update(bytes);
      yield bytes;
    }
    yield FORM_END;
  };
  return { body, sha256: () => hash.digest('hex') };
}

const post = (url: string, body: () => AsyncIterable<Uint8Array>, more: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': CONTENT_TYPE, ...more },
    body: Readable.toWeb(Readable.from(body(), { objectMode: false })) as ReadableStream,
    duplex: 'half',
  });

/** Resident bytes, as Linux says in /proc. */
async function memory(pid: number, name: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

t.test(
  'a large upload takes constant memory, and so does one that is only compared',
  { skip: process.platform === 'linux' ? false : 'needs /proc' },
  async (t) => {
    const { files, records } = await folders(t);
    const [node = '', ...args] = SERVER;
    const { url, pid } = await start(t, [node, ...args, files, records]);
    t.equal((await post(url, hugeForm(8).body)).status, 201, 'warm');
    const before = await memory(pid, 'VmRSS');
    const form = hugeForm(300);
    const key = { 'idempotency-key': 'huge' };
    const response = await post(url, form.body, key);
    t.equal(response.status, 201);
    const again = await post(url, form.body, key);
    t.match([again.status, again.headers.get('idempotency-replayed')], [201, 'true']);
    const growth = (await memory(pid, 'VmHWM')) - before;
    t.ok(growth < 100 * MIB, `the peak is ${Math.round(growth / MIB)} MiB above what it was`);
    const { id } = (await response.json()) as { id: string };
    const { size_bytes, sha256 } = (await (await fetch(`${url}/${id}`)).json()) as Record<string, unknown>;
    t.strictSame([size_bytes, sha256], [300 * MIB, form.sha256()]);
  },
);

const onTmpfs = (folder: string, command: readonly string[]): [string, ...string[]] => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=2m tmpfs '${folder}' && exec ${command.map((word) => `'${word}'`).join(' ')}`,
];
const [probe, ...probeArgs] = onTmpfs(tmpdir(), ['true']);
const skip =
  spawnSync(probe, probeArgs).status === 0
    ? false
    : 'a tiny file system cannot be mounted here (unshare -rm)';

t.test('a full disk: 507, nothing is kept, and the next small one is accepted', { skip }, async (t) => {
  const { files, records } = await folders(t);
  const { url, pid } = await start(t, onTmpfs(files, [...SERVER, files, records]));
  const response = await post(url, hugeForm(8).body);
  t.equal(response.status, 507);
  t.equal(response.headers.get('content-type'), 'application/problem+json');
  t.match(await response.json(), { code: 'storage_full', status: 507, retryable: true });
  const disk = `/proc/${pid}/root${files}`; // only that process sees its disk
  t.strictSame(await readdir(join(disk, '.incoming')), []);
  t.strictSame(await readdir(join(disk, 'original')), []);
  t.equal((await post(url, hugeForm(1).body)).status, 201);
  const { total } = (await (await fetch(url)).json()) as { total: number };
  t.equal(total, 1);
});
