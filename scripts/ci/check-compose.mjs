// Checks compose.yaml without Docker: the library that `docker compose config` reads with, then what it cannot know.
// Needs Go; visibly skipped without. Run it with `node --import=tsx`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { ENVIRONMENT } from '../../src/config.ts';

const GIVES_UP_AFTER_MS = 20_000; // src/start-all.ts: beyond the grace
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'compose');
const program = join(cache, 'compose-config');
const file = join(root, 'compose.yaml');
const failures = [];

const expect = (what, holds) => holds || failures.push(what);

if (spawnSync('go', ['version']).status !== 0) {
  console.log('SKIPPED: the check of compose.yaml needs Go');
  process.exit(0);
}
mkdirSync(cache, { recursive: true });
const built = spawnSync('go', ['build', '-o', program, '.'], {
  cwd: join(root, 'scripts', 'ci', 'compose-config'),
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(1);

/** With no variable but these. */
function resolve(path, variables) {
  const { status, stdout, stderr } = spawnSync(program, [path], { env: variables, encoding: 'utf8' });
  return {
    refusal: status === 0 ? undefined : stderr,
    config: status === 0 ? JSON.parse(stdout) : undefined,
  };
}

const sample = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
const secrets = Object.keys(sample).filter((name) => /PASSWORD|SECRET/.test(name));
expect('.env.example names three secrets', secrets.length === 3);
for (const name of secrets) {
  expect(`${name} is empty in .env.example`, sample[name] === '');
  sample[name] = `sample-${name}`;
}

for (const name of secrets)
  for (const [how, variables] of [
    ['unset', Object.fromEntries(Object.entries(sample).filter(([other]) => other !== name))],
    ['empty', { ...sample, [name]: '' }],
  ])
    expect(
      `${name} ${how} is refused`,
      resolve(file, variables).refusal?.includes(`variable ${name} is missing`),
    );

const text = readFileSync(file, 'utf8');
for (const [what, planted] of [
  ['a key that the schema does not know', text.replace('healthcheck:', 'healthchek:')],
  ['a service that is not there', text.replace('mongodb: { condition', 'mongo: { condition')],
  ['a volume that is not there', text.replace('volumes: [mongodb:', 'volumes: [database:')],
]) {
  const copy = join(cache, 'planted.yaml');
  writeFileSync(copy, planted);
  expect(
    `${what} is found where it is planted`,
    planted !== text && resolve(copy, sample).refusal !== undefined,
  );
}

const { refusal, config } = resolve(file, sample);
if (config === undefined) failures.push(refusal);
else checkServices(config.services);

function checkServices(services) {
  for (const [name, service] of Object.entries(services)) {
    const oneShot = service.restart === 'no';
    expect(`${name} is started again`, oneShot || service.restart === 'unless-stopped');
    expect(`${name} has a health check`, oneShot || service.healthcheck?.test?.length > 1);
    expect(`${name} has an image with a version`, service.build !== undefined || /:v?\d/.test(service.image));
    for (const dependency of Object.values(service.depends_on ?? {}))
      expect(`${name} waits for more than a start`, dependency.condition !== 'service_started');
  }
  for (const name of ['api', 'worker']) {
    const { deploy, environment, healthcheck, read_only, stop_grace_period, user } = services[name];
    expect(`${name} runs twice`, deploy.replicas === 2);
    expect(`${name} has a root file system that is read-only`, read_only === true && user === undefined);
    expect(`${name} asks its own role`, healthcheck.test.join(' ').endsWith(`health --role ${name}`));
    const { SHUTDOWN_GRACE_MS, DRAIN_DELAY_MS = 0 } = environment;
    const graceMs = Number(DRAIN_DELAY_MS) + Number(SHUTDOWN_GRACE_MS) + GIVES_UP_AFTER_MS;
    expect(`${name} may drain before it is killed`, milliseconds(stop_grace_period) >= graceMs);
    for (const setting of Object.keys(environment))
      expect(`${name}: ${setting} is a setting of converto`, setting in ENVIRONMENT.properties);
  }
}

/** Of `1m30s`. */
function milliseconds(duration) {
  const unitMs = { h: 3_600_000, m: 60_000, s: 1000 };
  return [...duration.matchAll(/(\d+)(h|m|s)/g)].reduce((sum, [, n, unit]) => sum + n * unitMs[unit], 0);
}

for (const failure of failures) console.error(`not so: ${failure}`);
if (failures.length > 0) process.exit(1);
console.log(`compose.yaml is valid: ${Object.keys(config.services).join(', ')}; every secret must be set.`);
