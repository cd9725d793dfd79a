// `npm test [file …]`: installs what is missing, then runs every test that needs no service.
import { mkdirSync } from 'node:fs';
import { build, install, run } from './prepare.mjs';

install();
run('npx', ['--no-install', 'tap', 'build']); // else the first run after an installation still has the default plugins
build(); // tests of the command line and of crashes run the built program
mkdirSync(new URL('../.tap/', import.meta.url), { recursive: true });
const reporter = process.stdout.isTTY ? [] : ['--reporter=min']; // the others redraw the screen
run('npx', [
  '--no-install',
  'tap',
  'run',
  '--output-file=.tap/report.tap',
  ...reporter,
  ...process.argv.slice(2),
]);
