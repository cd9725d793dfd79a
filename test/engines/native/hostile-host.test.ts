import { fileURLToPath } from 'node:url';
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { createWarmHost, type WarmHost } from '../../../src/engines/native/warm-host.ts';
import { nativePython, skipWithoutNativeCad } from '../../support/native-cad.ts';

const PROGRAM = fileURLToPath(new URL('../../support/hostile-host.py', import.meta.url));
const skip = skipWithoutNativeCad;

const ask = (host: WarmHost, mood: string) =>
  host.ask({ operation: 'measure', source: mood, format: 'step', folder: '/tmp' });

async function failureOf(host: WarmHost, mood: string) {
  const error: unknown = await ask(host, mood).catch((thrown: unknown) => thrown);
  if (!isProblem(error)) throw new Error(`"${mood}" gave ${String(error)}`);
  return error;
}

for (const [mood, cause] of [
  ['garbage', /a line was no JSON/],
  ['no message', /no message that was expected/],
  ['another id', /no message that was expected/],
  ['exits', /exit code 3.*last words/s],
  ['hangs up', /hung up/],
] as const) {
  t.test(`a host that ${mood}`, { skip }, async (t) => {
    const host = createWarmHost(() => nativePython, PROGRAM);
    t.teardown(() => host.close());
    const { pid } = await ask(host, 'behaves');
    t.equal((await ask(host, 'behaves')).pid, pid, 'it stays while it behaves');
    const problem = await failureOf(host, mood);
    t.equal(problem.code, 'engine_crashed');
    t.match(String((problem.cause as Error).message), cause);
    const after = await ask(host, 'behaves');
    t.type(after.pid, 'number');
    t.not(after.pid, pid, 'the next request gets a fresh one');
  });
}

t.test('no Python, and one that cannot start the host', { skip }, async (t) => {
  for (const python of [undefined, '/nowhere/python', '/bin/false']) {
    const host = createWarmHost(() => python, PROGRAM);
    const problem = await failureOf(host, 'behaves');
    t.equal(problem.code, 'engine_unavailable', String(python));
  }
});
