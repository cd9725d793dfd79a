// Starts the real services that the tests of the distributed profile need, runs a command with their addresses in the
// environment, and stops them: `node scripts/services/run.mjs [--required] -- <command …>`. A service whose tools are
// missing is skipped and said so; with --required that ends the run.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAssimp } from './assimp.mjs';
import { findBubblewrap } from './bubblewrap.mjs';
import { findChromium } from './chromium.mjs';
import { freePort } from './free-port.mjs';
import { startMongoJavaServer } from './mongo-java-server.mjs';
import { findNginx } from './nginx.mjs';
import { startRabbitMq } from './rabbitmq.mjs';
import { startSecantusDb } from './secantusdb.mjs';
import { startVersityGw } from './versitygw.mjs';

const SERVICES = [
  ['mongo-java-server', startMongoJavaServer],
  ['SecantusDB', startSecantusDb],
  ['RabbitMQ', startRabbitMq],
  ['nginx', findNginx],
  ['bubblewrap', findBubblewrap],
  ['Chromium', findChromium],
  ['assimp', findAssimp],
  ['versitygw', startVersityGw],
];
const separator = process.argv.indexOf('--');
const required = process.argv.slice(2, separator).includes('--required');
const [command, ...args] = process.argv.slice(separator + 1);
const folder = mkdtempSync(join(tmpdir(), 'converto-services-'));
const running = [];
const environment = {};
let code = 1;

/** Addresses of several servers of one kind stand beside each other. */
function remember(env) {
  for (const [name, value] of Object.entries(env))
    environment[name] =
      name === 'MONGODB_TEST_URLS' && environment[name] ? `${environment[name]} ${value}` : value;
}

async function start(name, startService) {
  const began = Date.now();
  try {
    const service = await startService({ folder: join(folder, name), port: await freePort() });
    running.push(service);
    remember(service.env);
    console.log(`${name} runs (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (required) throw error;
    console.log(`SKIPPED ${name}: ${error.message}`);
  }
}

try {
  for (const [name, startService] of SERVICES) await start(name, startService);
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  [code] = await once(child, 'exit');
} catch (error) {
  console.error(error);
} finally {
  await Promise.allSettled(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code ?? 1);
