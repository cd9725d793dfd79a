/** Converts in a process of its own: `convert-once.ts <job as JSON>`. */
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { LIMITS } from './engine-jobs.ts';

await opencascadeEngine.convert(JSON.parse(process.argv[2] ?? ''), LIMITS, () => {});
