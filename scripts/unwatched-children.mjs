// tap has every process that a test starts load its record of files, for coverage and `--changed`, and write it to the disk
// at its end. Nobody reads it here, and it costs more than the start of the command line itself.
import { createRequire } from 'node:module';

const ofTap = /"?--import=[^" ]*@tapjs\/processinfo[^" ]*"?/g;

const processOnSpawn = createRequire(import.meta.resolve('@tapjs/processinfo'))('process-on-spawn'); // the copy that tap uses
processOnSpawn.removeAllListeners();
const options = process.env.NODE_OPTIONS?.replaceAll(ofTap, '').trim();
if (options) process.env.NODE_OPTIONS = options;
else delete process.env.NODE_OPTIONS;
