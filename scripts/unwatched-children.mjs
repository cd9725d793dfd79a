// tap has every process that a test starts load its record of files, for coverage and `--changed`, and write it to the disk
// at its end. Nobody reads it here, and it costs more than the start of the command line itself.
import processOnSpawn from 'process-on-spawn';

const ofTap = /"?--import=[^" ]*@tapjs\/processinfo[^" ]*"?/g;

processOnSpawn.removeAllListeners();
const options = process.env.NODE_OPTIONS?.replaceAll(ofTap, '').trim();
if (options) process.env.NODE_OPTIONS = options;
else delete process.env.NODE_OPTIONS;
