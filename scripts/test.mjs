// `npm test [file …]`: installs what is missing, then runs every test that needs no service.
import { build, install, run } from './prepare.mjs';

install();
build(); // tests of the command line and of crashes run the built program
run('npx', ['--no-install', 'tap', 'run', ...process.argv.slice(2)]);
