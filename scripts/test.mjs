// `npm test [file …]`: installs what is missing, then runs every test that needs no service.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build, buildTestRunner, install, run } from './prepare.mjs';

install();
buildTestRunner();
build(); // tests of the command line and of crashes run the built program
mkdirSync(new URL('../.tap/', import.meta.url), { recursive: true });
/** Most test files wait for processes and services half of their time. */
const jobs = 2 * availableParallelism();
const reporter = process.stdout.isTTY ? [] : ['--reporter=min']; // the others redraw the screen
run('npx', [
  '--no-install',
  'tap',
  'run',
  '--output-file=.tap/report.tap',
  '--disable-coverage', // nobody reads it, and every process would pay for it
  `--jobs=${jobs}`,
  ...reporter,
  ...process.argv.slice(2).map(filesOf),
]);

/** tap knows files and patterns, and no folders. */
function filesOf(argument) {
  const isFolder = existsSync(argument) && statSync(argument).isDirectory();
  return isFolder ? join(argument, '**', '*.test.ts') : argument;
}
