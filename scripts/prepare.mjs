// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);

/** Installs exactly what package-lock.json names, where that has not been done since it last changed. */
export function install() {
  if (changedAt(at('node_modules', '.package-lock.json')) >= changedAt(at('package-lock.json'))) return;
  console.log('Installing dependencies (once) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Compiles src to dist and the page to dist/web, each where its sources are newer. */
export function build() {
  const settings = [at('package-lock.json'), at('tsconfig.json')];
  const sources = filesIn(at('src'));
  const below = (folder) => sources.filter((path) => path.startsWith(at('src', folder)));
  const page = below('web');
  const ofServer = [
    ...settings,
    at('tsconfig.build.json'),
    at('tsconfig.client.json'),
    ...sources.filter((path) => !page.includes(path)),
  ];
  const ofPage = [...settings, ...page, ...below('client')];
  if (isStale(at('dist', 'cli.js'), ofServer)) {
    console.log('Building …');
    for (const name of existsSync(at('dist')) ? readdirSync(at('dist')) : [])
      if (name !== 'web') rmSync(at('dist', name), { recursive: true, force: true });
    run(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
    run('npm', ['run', '--silent', 'build:client']);
  }
  if (isStale(at('dist', 'web', 'index.html'), ofPage)) {
    console.log('Building the page …');
    const vite = at('node_modules', 'vite', 'bin', 'vite.js');
    run(process.execPath, [vite, 'build', '--config', 'src/web/vite.config.mjs']);
  }
}

/** Builds the test runner with the plugins that .taprc names: after an installation it has the default ones. */
export function buildTestRunner() {
  const stamp = at('node_modules', '.cache', 'test-runner-built');
  const newest = Math.max(changedAt(at('.taprc')), changedAt(at('node_modules', '.package-lock.json')));
  if (changedAt(stamp) >= newest) return;
  run('npx', ['--no-install', 'tap', 'build']);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}

/** Runs a program in the project's folder; ends this process with its exit code where that is not 0. */
export function run(command, args, env = {}) {
  const shell = process.platform === 'win32';
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell,
  });
  if (status === 0) return;
  if (error) console.error(`${command} could not be started: ${error.message}`);
  else if (signal) console.error(`${command} was ended by ${signal}`);
  process.exit(status ?? 1);
}

const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

const isStale = (made, sources) => changedAt(made) <= Math.max(...sources.map(changedAt));

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
