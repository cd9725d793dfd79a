/** Converts in a process of its own: `convert-all.ts <engine> <jobs as JSON>`. */

import type { EngineName } from '../../../src/engines/catalogue.ts';
import { engineModules } from '../../../src/engines/engine-modules.ts';
import { LIMITS } from './engine-jobs.ts';

const [, , name, jobs = ''] = process.argv;
const engine = await engineModules[name as EngineName]();
for (const job of JSON.parse(jobs)) await engine.convert(job, LIMITS, () => {});
process.exit(0); // an engine may keep a process of its own
