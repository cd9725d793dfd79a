// The built command line against a whole server.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { TRIANGLE_STL } from '../support/multipart.ts';
import { startNode } from '../support/run-cli.ts';
import { runConverto } from '../support/running-converto.ts';
import { waitUntil } from '../support/wait-until.ts';

t.setTimeout(900_000);

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const converto = (args: string[], env: NodeJS.ProcessEnv = {}) => startNode([PROGRAM, ...args], env).done;
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

t.test('converts on a server what it converts here, and steers what is there', async (t) => {
  const { api: server } = await runConverto(t);
  const env = { CONVERTO_URL: server.address, CONVERTO_TOKEN: 'secret' };
  const folder = folderWith(t, { 'a.stl': TRIANGLE_STL, 'b.stl': TRIANGLE_STL, 'liar.step': TRIANGLE_STL });
  const here = join(folder, 'here');

  await converto(['convert', join(folder, 'a.stl'), '--to', 'obj', '--out', here, '--local'], env);
  const files = ['a.stl', 'b.stl', 'liar.step'].map((name) => join(folder, name));
  const run = await converto(['convert', ...files, '--to', 'obj', '--json', '--progress'], env);
  t.equal(run.code, EXIT.incomplete, run.stderr);
  const lines = linesOf(run.stdout);
  t.match(
    lines.find(({ ok }) => ok === false),
    { source: { path: files[2] }, error: { code: 'content_mismatch' } },
  );
  const [result] = lines.filter(({ ok }) => ok);
  t.match(result, { id: /^[0-9a-f]{24}$/, engine: { name: 'converto-mesh' }, report: { triangles: 1 } });
  t.ok(
    lines.some(({ stage }) => stage === 'uploading') && lines.some(({ stage }) => stage === 'downloading'),
  );
  t.equal(readFileSync(join(folder, 'a.obj'), 'utf8'), readFileSync(join(here, 'a.obj'), 'utf8'));
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  );

  const at = ['--server', server.address];
  const list = await converto(['list', ...at, '--json', '--status', 'completed']);
  t.strictSame(
    linesOf(list.stdout)
      .map(({ file_name }) => file_name)
      .sort(),
    ['a.stl', 'b.stl'],
  );
  t.match((await converto(['list', ...at])).stdout, /^ID +STATUS .*\n[0-9a-f]{24} +completed +100 %/);
  t.match((await converto(['get', result.id, ...at])).stdout, /\.stl → obj: completed, 1 part/);
  t.match((await converto(['watch', result.id, ...at])).stdout, /completed, 1 part/);
  const log = await converto(['download', result.id, '--type', 'log', '-o', '-', ...at]);
  t.match(log.stdout, /completed/, log.stderr);
  const named = join(folder, 'again.obj');
  t.equal((await converto(['download', result.id, '-o', named, ...at])).code, EXIT.ok);
  t.equal(readFileSync(named, 'utf8'), readFileSync(join(folder, 'a.obj'), 'utf8'));
  t.match(await converto(['download', result.id, '-o', named, ...at]), {
    code: EXIT.files,
    stderr: /file_exists/,
  });
  const retried = (await converto(['retry', result.id, ...at])).stdout.trim();
  t.match(retried, /^[0-9a-f]{24}$/);
  t.equal((await converto(['watch', retried, '--quiet', ...at])).code, EXIT.ok);
  t.match(await converto(['cancel', retried, ...at]), {
    code: EXIT.refused,
    stderr: /conversion_already_ended/,
  });
  t.match(await converto(['delete', retried, result.id, ...at]), {
    code: EXIT.ok,
    stdout: /deleted\n.*deleted/,
  });
  t.match(await converto(['get', result.id, ...at]), { code: EXIT.refused, stderr: /conversion_not_found/ });
  t.match(await converto(['formats', 'stl', 'obj', ...at]), { code: EXIT.ok, stdout: /source_unit=/ });
});

t.test('what a server refuses is told with what to do', async (t) => {
  const { api: server } = await runConverto(t);
  const folder = folderWith(t, { 'a.stl': TRIANGLE_STL });
  const convert = (...args: string[]) =>
    converto(['convert', join(folder, 'a.stl'), ...args, '--server', server.address]);
  t.match(await convert('--to', 'obj', '-o', 'scale=0'), {
    code: EXIT.unsupported,
    stderr: /\/options\/scale: .*options_invalid/,
  });
  t.match(await convert('--to', 'fbx'), { code: EXIT.unsupported, stderr: /Possible targets: step/ });
  t.match(await converto(['get', 'nonsense', '--server', server.address]), {
    code: EXIT.usage,
    stderr: /24 hexadecimal/,
  });
  t.match(await converto(['list', '--server', 'ftp://x']), {
    code: EXIT.usage,
    stderr: /no address of a server/,
  });
  const away = await converto(['list', '--server', 'http://127.0.0.1:1', '--json']);
  t.match(JSON.parse(away.stdout), {
    ok: false,
    error: {
      code: 'server_unreachable',
      detail: /Start it with "converto serve", or name another with --server/,
    },
  });
  t.equal(away.code, EXIT.unavailable);
  t.strictSame(readdirSync(folder), ['a.stl']);
});

t.test('a proxy that wants a token gets it, and its refusal says what to set', async (t) => {
  const seen: IncomingMessage['headers'][] = [];
  const proxy = createServer((request, response) => {
    seen.push(request.headers);
    response.writeHead(request.url?.includes('status=failed') ? 403 : 401).end('<h1>No</h1>');
  }).listen(0, '127.0.0.1');
  t.teardown(() => proxy.close());
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  t.match(await converto(['list'], { CONVERTO_URL: url, CONVERTO_TOKEN: 'it' }), {
    code: EXIT.unavailable,
    stderr: /answered 401 .*CONVERTO_TOKEN to another token.*\(unauthorized\)/,
  });
  t.equal(seen[0]?.authorization, 'Bearer it');
  t.match(await converto(['list', '--status', 'failed', '--server', url]), { stderr: /403.*\(forbidden\)/ });
});

/** Beside t.testdir, which the service takes. */
function folderWith(t: Test, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'converto-remote-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A service whose conversions of PLY files wait for a file. */
function slowService(t: Test) {
  const work = folderWith(t, { 'a.ply': 'ply\nformat ascii 1.0\nend_header\n' });
  const folder = folderWith(t, {
    'result.stl': TRIANGLE_STL,
    'wait.sh': 'while [ ! -e "$1" ]; do sleep 0.1; done; cp "$2" "$3"\n',
  });
  const go = join(folder, 'go');
  const command = ['/bin/sh', join(folder, 'wait.sh'), go, join(folder, 'result.stl'), '{output}', '{input}'];
  const engine = { name: 'waiting', source_formats: ['ply'], output_format: 'stl', command };
  writeFileSync(join(folder, 'engines.json'), JSON.stringify({ engines: [engine] }));
  const env = {
    EXTERNAL_ENGINES_FILE: join(folder, 'engines.json'),
    STORAGE_DIR: join(folder, 'data'),
    ENGINE_SANDBOX: 'off',
    SHUTDOWN_GRACE_MS: '0',
  };
  const start = (url: string) =>
    startNode([
      PROGRAM,
      'convert',
      join(work, 'a.ply'),
      join(work, 'a.obj'),
      '--server',
      url,
      '--json',
      '--progress',
    ]);
  return { env, work, start, release: () => writeFileSync(go, '') };
}

const isReading = (stdout: string): boolean => stdout.includes('"stage":"reading"');

t.test('a server that is restarted meanwhile is waited for', async (t) => {
  const { env, work, start, release } = slowService(t);
  const first = await runConverto(t, env);
  const { port } = new URL(first.api.address);
  const run = start(first.api.address);
  await waitUntil('it is being converted', () => isReading(run.stdout()), 120_000);
  await first.stop();
  await runConverto(t, { ...env, PORT: port });
  release();
  const { code, stdout, stderr } = await run.done;
  t.equal(code, EXIT.ok, stderr + stdout);
  t.match(readFileSync(join(work, 'a.obj'), 'utf8'), /^f 1/m);
});

t.test('Ctrl-C cancels on the server, too', async (t) => {
  const { env, work, start, release } = slowService(t);
  const { api: server } = await runConverto(t, env);
  const run = start(server.address);
  await waitUntil('it is being converted', () => isReading(run.stdout()), 120_000);
  run.process.kill('SIGINT');
  const { code, stdout } = await run.done;
  t.equal(code, EXIT.interrupted, stdout);
  t.match(stdout, /nothing was written/);
  t.strictSame(readdirSync(work), ['a.ply']);
  release();
  const list = await converto(['list', '--json', '--server', server.address]);
  const [conversion] = linesOf(list.stdout);
  t.equal(conversion.status, 'cancelled');
});
