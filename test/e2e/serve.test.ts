// The built program as a person starts it, stops it, and starts it again.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { FORMATS, type FormatId } from '../../src/domain/formats.ts';
import {
  accepted,
  download,
  hasStatus,
  list,
  type Resource,
  serve,
  startServe,
  storedFiles,
} from './served-process.ts';

t.setTimeout(600_000);

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const curl = spawnSync('curl', ['--version']).status === 0;

t.test('it says where it is, where the data lies, what it converts, and how to try it', async (t) => {
  const folder = t.testdir({});
  const served = await serve(t, folder);
  const lines = served.stdout().split('\n');
  t.match(served.address, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.equal((await fetch(`${served.address}/readyz`)).status, 200, 'it is true that it is ready');
  t.equal((await fetch(`${served.address}/docs`)).status, 200, 'the reference is there');
  const lineOf = (word: string) => lines.find((line) => line.trim().startsWith(word)) ?? '';
  t.equal(
    lineOf('data')
      .trim()
      .replace(/^data +/, ''),
    folder,
  );
  const formats = (await (await fetch(`${served.address}/api/v1/formats`)).json()) as {
    data: Record<'source' | 'target', FormatId>[];
  };
  for (const [word, side] of [
    ['reads', 'source'],
    ['writes', 'target'],
  ] as const) {
    const expected = formats.data.flatMap((pair) => FORMATS[pair[side]].extensions);
    t.ok(expected.includes('.step') && expected.includes('.glb'));
    t.strictSame(lineOf(word).trim().split(/\s+/).slice(1).sort(), [...new Set(expected)].sort(), word);
  }

  await t.test('the curl line works as it is', { skip: curl ? false : 'needs curl' }, async (t) => {
    const commands = lines.filter((line) => /\bcurl\b/.test(line));
    t.equal(commands.length, 1, 'there is one');
    const shell = spawn('sh', ['-c', commands[0]!], {
      cwd: t.testdir({}),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [answer, [code]] = await Promise.all([text(shell.stdout), once(shell, 'close')]);
    t.equal(code, 0);
    const conversion = JSON.parse(answer) as Resource;
    t.match(conversion, { status: 'completed', progress: 100, output: { file_name: 'bracket.glb' } });
    const bytes = await download(served, conversion.id);
    t.equal(bytes.toString('latin1', 0, 4), 'glTF');
    t.equal(bytes.readUInt32LE(8), bytes.length, 'as long as its header says');
    t.match(conversion.output, { size_bytes: bytes.length, sha256: sha256(bytes) });
  });
});

t.test('Ctrl-C ends it with 0; started again it has every conversion and file', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder);
  const ids = [await accepted(first), await accepted(first, { name: 'Würfel №2.stl', to: 'obj' })];
  for (const id of ids) await hasStatus(first, id, 'completed');
  const before = await list(first);
  const files = await Promise.all(ids.map((id) => download(first, id)));
  first.process.kill('SIGINT');
  t.match(await first.done, { code: 0, stderr: '' });
  t.strictSame(
    (await storedFiles(folder)).map((path) => path.split('/')[1]),
    ['converted', 'converted', 'original', 'original'],
    'nothing else is left in the folder',
  );

  const second = await serve(t, folder);
  t.equal(before.length, 2);
  t.strictSame(await list(second), before);
  for (const [at, id] of ids.entries()) {
    const bytes = await download(second, id);
    t.ok(bytes.equals(files[at]!), 'the same bytes');
    t.equal(sha256(bytes), before.find((one) => one.id === id)?.output?.sha256);
  }
});

t.test('a start that cannot be says why in one sentence, and what runs is not disturbed', async (t) => {
  const folder = t.testdir({ used: {}, unused: {}, file: 'x', 'read-only': {} });
  const served = await serve(t, `${folder}/used`);
  const id = await accepted(served);

  async function refuses(where: string, env: NodeJS.ProcessEnv, sentence: RegExp) {
    const { code, stdout, stderr } = await startServe(t, `${folder}/${where}`, env).done;
    t.equal(code, 1, 'the exit code says that it failed');
    t.match(stderr, sentence);
    t.match(stderr, /^[^\n]+\n$/, 'it is one line');
    t.equal(stdout, '');
  }
  await refuses('used', {}, /^The data folder .+ is in use by another converto: .+\.$/m);
  const port = String(served.port);
  await refuses(
    'unused',
    { PORT: port },
    new RegExp(`^Port ${port} on 127.0.0.1 is taken .+ PORT .+\\.$`, 'm'),
  );
  await refuses('file', {}, /^The data folder .+ cannot be used \(it is a file\): .*STORAGE_DIR.*\.$/m);
  await refuses(
    'file/below',
    {},
    /^The data folder .+ cannot be used \(a part of its path is a file\): .+\.$/m,
  );
  await t.test(
    'a folder that may not be written to',
    {
      skip: process.getuid?.() === 0 ? 'this user may write anywhere' : false,
    },
    async () => {
      await chmod(`${folder}/read-only`, 0o500);
      await refuses(
        'read-only',
        {},
        /^The data folder .+ cannot be used \(this user may not write to it\): .+\.$/m,
      );
    },
  );

  t.match(await hasStatus(served, id, 'completed'), { attempt: 1 });
  served.process.kill('SIGTERM');
  t.match(await served.done, { code: 0, stderr: '' });
});

t.test('settings that are wrong are all named', async (t) => {
  const run = startServe(t, t.testdir({}), { PORT: 'abc', MAX_UPLOAD_BYTES: '-1', LOG_LEVEL: 'loud' });
  const { code, stdout, stderr } = await run.done;
  t.equal(code, 1);
  t.equal(stdout, '');
  t.match(stderr, /^The configuration is wrong:\n/);
  t.match(stderr, /^ {2}PORT="abc": expected integer$/m);
  t.match(stderr, /^ {2}MAX_UPLOAD_BYTES="-1": expected integer to be greater or equal to 1$/m);
  t.match(stderr, /^ {2}LOG_LEVEL="loud": expected one of fatal, /m);
});

t.test('after kill -9 it starts at once on the same folder', async (t) => {
  const folder = t.testdir({});
  const first = await serve(t, folder);
  const id = await accepted(first);
  const { output } = await hasStatus(first, id, 'completed');
  await writeFile(`${folder}/.incoming/torn`, 'half an upl');
  first.process.kill('SIGKILL');
  await first.done;
  const second = await serve(t, folder);
  t.equal(sha256(await download(second, id)), output?.sha256);
  second.process.kill('SIGINT');
  t.match(await second.done, { code: 0 });
  t.strictSame(
    (await storedFiles(folder)).map((path) => path.split('/')[1]),
    ['converted', 'original'],
    'what the first left half-written is gone, its lock too',
  );
});
