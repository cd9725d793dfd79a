import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { startNode } from '../support/run-cli.ts';

t.setTimeout(300_000);

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const skipWithout = (shell: string) => (has(shell) ? false : `needs ${shell}`);

async function scriptOf(t: Test, shell: string): Promise<string> {
  const { code, stdout, stderr } = await startNode([PROGRAM, 'completion', shell]).done;
  t.equal(code, EXIT.ok, stderr);
  return stdout;
}

/** A command line whose last word is being typed, and what is offered for it. */
const CASES: readonly (readonly [line: string, offered: readonly string[], never?: readonly string[]])[] = [
  ['converto con', ['convert'], ['formats']],
  ['converto convert --j', ['--jobs', '--json'], ['--to']],
  ['converto convert a.stl --to us', ['usdz']],
  ['converto convert mod', ['model.step']],
  ['converto list --status c', ['completed', 'cancelled'], ['failed']],
  ['converto dead-letters re', ['replay'], ['list']],
  ['converto formats i', ['iges', 'ifc'], ['step']],
  ['converto download 67 --type th', ['thumbnail']],
  ['converto completion f', ['fish'], ['bash']],
];

function check(t: Test, offer: (line: string) => string[]): void {
  for (const [line, offered, never = []] of CASES) {
    const words = offer(line);
    for (const word of offered) t.ok(words.includes(word), `${line}: ${word} in ${words}`);
    for (const word of never) t.notOk(words.includes(word), `${line}: no ${word}`);
  }
}

t.test('bash completes', { skip: skipWithout('bash') }, async (t) => {
  const folder = t.testdir({ 'model.step': '', 'other.txt': '', script: await scriptOf(t, 'bash') });
  check(t, (line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const ask = `source ./script; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _converto; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p converto >&2`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask], { cwd: folder, encoding: 'utf8' });
    t.match(stderr, /-F _converto converto/);
    return stdout.split('\n').filter(Boolean);
  });
});

t.test('fish completes', { skip: skipWithout('fish') }, async (t) => {
  const folder = t.testdir({ 'model.step': '', 'other.txt': '', script: await scriptOf(t, 'fish') });
  check(t, (line) => {
    const ask = `source ./script; complete -C '${line}'`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', ask], { cwd: folder, encoding: 'utf8' });
    return stdout.split('\n').map((each) => each.split('\t')[0]!);
  });
});

// What zsh's own functions would show: compadd and _describe are asked for words, as there is no screen.
const ZSH_STUBS = `
compdef() { }
_describe() { local each; for each in "\${(@P)2}"; do print -r -- "\${\${each%%:*}}"; done }
compadd() { shift; print -rl -- "$@" }
_files() { print -rl -- *(N) }
`;

t.test('zsh completes', { skip: skipWithout('zsh') }, async (t) => {
  const folder = t.testdir({ 'model.step': '', 'other.txt': '' });
  writeFileSync(join(folder, 'script'), ZSH_STUBS + (await scriptOf(t, 'zsh')));
  check(t, (line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const ask = `source ./script; words=(${words.join(' ')}); CURRENT=${words.length}; _converto`;
    const { stdout } = spawnSync('zsh', ['-f', '-c', ask], { cwd: folder, encoding: 'utf8' });
    const typed = line.split(' ').at(-1)!;
    return stdout.split('\n').filter((word) => word.startsWith(typed)); // which is what zsh does with them
  });
});

t.test('the scripts are what the shells can read', async (t) => {
  const folder = t.testdir({});
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, shell), await scriptOf(t, shell));
    if (!has(shell)) continue;
    const { status, stderr } = spawnSync(shell, ['-n', join(folder, shell)], { encoding: 'utf8' });
    t.equal(status, 0, stderr);
  }
  t.equal((await startNode([PROGRAM, 'completion', 'tcsh']).done).code, EXIT.usage);
});
