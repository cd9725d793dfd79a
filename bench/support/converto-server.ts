// The real service on a free port. Started by the benchmarks.
import { readConfig } from '../../src/config.ts';
import { startAll } from '../../src/start-all.ts';

const running = await startAll(
  readConfig({ ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' }),
);
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
process.send?.({ address: running.api.address });
