// `npm run chaos`: builds what is missing, then runs the chaos proof with the arguments that it was given.
import { build, install, run } from './prepare.mjs';

install();
build(); // the processes of the cluster run the built program
run(process.execPath, ['--import', 'tsx', 'test/chaos/run.ts', ...process.argv.slice(2)]);
