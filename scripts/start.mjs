// `npm start`: installs and builds what is missing, then becomes the server (one process, so signals reach it).
import { build, install } from './prepare.mjs';

install();
build();
process.setSourceMapsEnabled(true);
process.argv.splice(2, 0, 'serve');
await import('../dist/cli.js');
