// A RabbitMQ node of its own: other names, ports, cookie and folder than any other node of the machine, so that a test
// may kill it. `node scripts/services/rabbitmq.mjs` runs one until Ctrl-C and prints its address.

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installDebianPackage } from './debian-package.mjs';
import { freePort } from './free-port.mjs';

const BIN = '/usr/lib/rabbitmq/bin'; // these scripts switch no user, unlike those in /usr/sbin
const START_LIMIT_MS = 90_000;
const run = promisify(execFile);

export const isRabbitMqInstalled = () => existsSync(`${BIN}/rabbitmq-server`);

/**
 * Installs RabbitMQ where it is missing, and starts a node.
 * @param settings further lines of rabbitmq.conf
 */
export async function startRabbitMq({ folder, port, settings = [] }) {
  if (!isRabbitMqInstalled()) installDebianPackage('rabbitmq-server');
  const environment = await prepare(folder, port, settings);
  const epmd = spawn('epmd', ['-port', environment.ERL_EPMD_PORT, '-address', '127.0.0.1'], {
    stdio: 'ignore',
  });
  let node = await boot(environment, folder, port).catch((error) => {
    epmd.kill();
    throw error;
  });

  const end = async (signal) => {
    if (node.exitCode !== null || node.signalCode !== null) return;
    const ended = once(node, 'exit');
    // The group: the node's helper programs too.
    process.kill(signal === 'SIGKILL' ? -node.pid : await nodePid(folder), signal);
    await ended;
  };

  return {
    env: { AMQP_TEST_URL: `amqp://127.0.0.1:${port}` },
    url: `amqp://127.0.0.1:${port}`,
    /** `rabbitmqctl`; half a second to three seconds for each call. */
    async ctl(...args) {
      return (await run(`${BIN}/rabbitmqctl`, ['-q', ...args], { env: environment })).stdout;
    },
    async kill() {
      await end('SIGKILL');
    },
    /** It keeps its connections and says nothing. */
    async freeze() {
      process.kill(await nodePid(folder), 'SIGSTOP');
    },
    async thaw() {
      process.kill(await nodePid(folder), 'SIGCONT');
    },
    async start() {
      node = await boot(environment, folder, port);
    },
    async stop() {
      await end('SIGTERM');
      const ended = once(epmd, 'exit');
      if (epmd.kill()) await ended;
    },
  };
}

async function prepare(folder, port, settings) {
  for (const name of ['mnesia', 'log']) await mkdir(join(folder, name), { recursive: true });
  const cookie = join(folder, '.erlang.cookie');
  if (!existsSync(cookie)) await writeFile(cookie, randomBytes(20).toString('hex'), { mode: 0o400 });
  const lines = [
    `listeners.tcp.default = 127.0.0.1:${port}`,
    'vm_memory_high_watermark.absolute = 512MB',
    'disk_free_limit.absolute = 50MB',
    ...settings,
  ];
  await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'env.conf'), '');
  await writeFile(join(folder, 'enabled_plugins'), '[].\n');
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    ERL_CRASH_DUMP_SECONDS: '0',
    HOME: folder,
    RABBITMQ_HOME: folder,
    RABBITMQ_NODENAME: `converto${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(await freePort()),
    ERL_EPMD_PORT: String(await freePort()),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'env.conf'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'cfg'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none',
  };
}

async function boot(env, folder, port) {
  const node = spawn(`${BIN}/rabbitmq-server`, {
    env,
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [node.stdout, node.stderr]) {
    stream.on('data', (text) => {
      output = (output + text).slice(-4000);
    });
  }
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    const ended = node.exitCode ?? node.signalCode;
    if (ended !== null)
      throw new Error(`RabbitMQ ended with ${ended} while starting in ${folder}: ${output}`);
    if (Date.now() > deadline) {
      process.kill(-node.pid, 'SIGKILL');
      throw new Error(`RabbitMQ did not start within ${START_LIMIT_MS} ms: ${output}`);
    }
    await delay(50);
  }
  return node;
}

/** The listener opens at the end of the start; a byte back means that the protocol is spoken. */
async function answers(port) {
  const socket = connect(port, '127.0.0.1', () => socket.write('AMQP\0\0\x09\x01', 'latin1'));
  const heard = new Promise((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.setTimeout(2000, () => resolve(false));
  });
  const spoken = await heard;
  socket.destroy();
  return spoken;
}

const nodePid = async (folder) => Number(await readFile(join(folder, 'pid'), 'utf8'));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = await mkdtemp(join(tmpdir(), 'converto-rabbitmq-'));
  const service = await startRabbitMq({ folder, port: await freePort() });
  for (const [name, value] of Object.entries(service.env)) console.log(`${name}=${value}`);
  const keepAlive = setInterval(() => {}, 2 ** 30);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      clearInterval(keepAlive);
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    });
  }
}
