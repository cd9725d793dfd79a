// Programs that want to stay, to fill, to flood: each ends in a typed error within its limits, and leaves nothing.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { markedProcesses } from '../../../src/engines/external/marked-processes.ts';
import { findSandbox } from '../../../src/engines/pool/sandbox.ts';
import { TRIANGLE_STL } from '../../support/multipart.ts';
import { openProgram, type ProgramPlan, problemOf } from './program-engine.ts';

t.setTimeout(600_000);

const FILE = Buffer.concat([Buffer.from('SHPR'), Buffer.from(TRIANGLE_STL)]);
const HEAD = `import { readFileSync, writeFileSync, symlinkSync, mkdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
const [input, output] = process.argv.slice(2);
const finish = () => writeFileSync(output, readFileSync(input).subarray(4));
const wait = () => new Promise(() => setInterval(() => {}, 1000));
`;

async function run(t: Test, script: string, plan: Partial<ProgramPlan> = {}) {
  const opened = await openProgram(t, { script: HEAD + script, ...plan });
  const problem = await problemOf(opened.convert(FILE, 'glb'));
  const left = await readdir(opened.folder);
  t.notOk(
    left.some((name) => name.startsWith('external-')),
    'its folder is gone',
  );
  return { problem, folder: opened.folder, opened };
}

/** Processes whose command line has this word. */
async function withWord(word: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(word));
}

const onLinux = { skip: process.platform === 'linux' ? false : 'only /proc tells who is left' };

t.test('leaves children behind, in its group and in sessions of their own', onLinux, async (t) => {
  const word = `stay-${process.pid}`;
  const { problem } = await run(
    t,
    `for (const detached of [false, true]) spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // ${word}'], { detached, stdio: 'inherit' }).unref();
    finish();
    process.exit(0);`,
  );
  t.equal(problem.code, 'none: it was converted');
  t.strictSame(await withWord(`// ${word}`), []);
});

t.test('ignores SIGTERM and never ends', async (t) => {
  const script = `process.on('SIGTERM', () => {}); await wait();`;
  const { problem } = await run(t, script, { timeoutMs: 1500 });
  t.equal(problem.code, 'engine_timed_out');
  const own = await run(t, script, { engine: { timeout_seconds: 1 } });
  t.equal(own.problem.code, 'engine_timed_out', 'the time limit of the declaration');
});

t.test('is cancelled', async (t) => {
  const cancel = new AbortController();
  const opened = await openProgram(t, {
    script: `${HEAD}process.stdout.write('5 of 10\\n'); await wait();`,
    engine: { progress: { pattern: '(\\d+) of', total: 10 } },
  });
  const reason = new Error('cancelled');
  const work = opened.convert(FILE, 'glb', {
    signal: cancel.signal,
    onProgress: ({ fraction }) => {
      if (fraction !== undefined) cancel.abort(reason);
    },
  });
  t.equal(await problemOf(work), reason);
});

t.test('fills the disk', async (t) => {
  const one = `for (let at = 0; ; at += 1) { writeFileSync('fill-' + at, Buffer.alloc(1 << 20)); await new Promise((go) => setTimeout(go, 1)); }`;
  const { problem } = await run(t, one, { engine: { disk_bytes: 50 * 2 ** 20 } });
  t.match(problem, { code: 'engine_failed', detail: /wrote more than it may/ });
  const many = `for (let at = 0; ; at += 1) { mkdirSync('d' + at); if (at % 100 === 0) await new Promise((go) => setTimeout(go, 1)); }`;
  t.match((await run(t, many, { engine: { disk_bytes: 2 ** 20 } })).problem, {
    code: 'engine_failed',
    detail: /wrote more/,
  });
});

t.test('prints gigabytes', async (t) => {
  const script = `const block = 'x'.repeat(1 << 20); for (;;) await new Promise((go) => process.stdout.write(block, go));`;
  const before = process.memoryUsage().rss;
  const { problem } = await run(t, script, { engine: { progress: { pattern: '(x+x+)+y' } } });
  t.match(problem, { code: 'engine_failed', detail: /printed more than it may/ });
  t.ok(process.memoryUsage().rss - before < 300 * 2 ** 20, 'and we keep none of it');
});

t.test('takes all memory, also in a child', onLinux, async (t) => {
  const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(20 << 20, 1)), 5);`;
  const script = `spawn(process.execPath, ['-e', ${JSON.stringify(hog)}], { detached: true, stdio: 'ignore' }); await wait();`;
  const { problem } = await run(t, script, { engine: { memory_bytes: 300 * 2 ** 20 } });
  t.equal(problem.code, 'engine_out_of_memory');
});

t.test('lies about its success', async (t) => {
  t.match((await run(t, 'process.exit(0);')).problem, {
    code: 'engine_failed',
    detail: /without writing a result/,
  });
  t.match((await run(t, `writeFileSync(output, '');`)).problem, {
    code: 'engine_failed',
    detail: /without writing a result/,
  });
  t.match((await run(t, `symlinkSync('/etc/passwd', output);`)).problem, {
    code: 'engine_failed',
    detail: /without writing/,
  });
  t.match((await run(t, `writeFileSync(output, 'solid x facet');`)).problem, { code: /^input_/ });
  t.match((await run(t, 'process.kill(process.pid, "SIGSEGV"); await wait();')).problem, {
    code: 'engine_failed',
    detail: /died of SIGSEGV/,
  });
  t.match((await run(t, 'process.exit(77);')).problem, { code: 'engine_failed', detail: /exit code 77/ });
});

t.test('the original is a copy', async (t) => {
  const { opened } = await run(t, `writeFileSync(input, 'overwritten'); process.exit(1);`);
  const { readFileSync } = await import('node:fs');
  t.ok(readFileSync(path.join(opened.folder, 'source-1.shapr')).equals(FILE));
});

t.test('a pattern that backtracks for ever is given up, and the conversion goes on', async (t) => {
  const script = `for (let at = 0; at < 5; at += 1) { console.log('x'.repeat(60)); await new Promise((go) => setTimeout(go, 150)); } finish();`;
  const { problem } = await run(t, script, { engine: { progress: { pattern: '(x+x+)+y' } } });
  t.equal(problem.code, 'none: it was converted');
});

const sandbox = await findSandbox([]);
t.test('writes outside', { skip: typeof sandbox === 'string' ? sandbox : false }, async (t) => {
  if (typeof sandbox === 'string') return;
  const outside = path.join(process.cwd(), `outside-${process.pid}`);
  const script = `try { writeFileSync(${JSON.stringify(outside)}, 'x'); } catch {} finish();`;
  const { problem } = await run(t, script, { sandbox });
  t.equal(problem.code, 'none: it was converted');
  t.notOk(existsSync(outside));
});

t.test('nobody is left', onLinux, async (t) => t.strictSame(await markedProcesses('none'), []));
