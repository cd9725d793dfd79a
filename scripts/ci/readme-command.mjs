// Runs one shell block of the README as it is written: node scripts/ci/readme-command.mjs NAME
import { spawnSync } from 'node:child_process';
import { readmeBlock } from './readme.mjs';

const commands = readmeBlock(process.argv[2]);
process.stdout.write(commands);
const { status } = spawnSync('sh', ['-euc', commands], { stdio: 'inherit' });
process.exit(status ?? 1);
