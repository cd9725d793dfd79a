// One role of the real service, `api` or `worker`, as a process of its own. Started by the benchmarks.
import { readConfig } from '../../src/config.ts';
import { startProcess } from '../../src/start-process.ts';

const role = process.argv[2];
const config = readConfig({ ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' });
const running = await startProcess(config, { api: role === 'api', worker: role === 'worker' });
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
process.send?.({ address: running.api?.address });
