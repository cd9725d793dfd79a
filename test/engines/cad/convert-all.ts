/** Converts in a process of its own: `convert-all.ts <jobs as JSON>`. */
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { LIMITS } from './engine-jobs.ts';

for (const job of JSON.parse(process.argv[2] ?? '')) await opencascadeEngine.convert(job, LIMITS, () => {});
