import t from 'tap';
import { createBreaker, guard, namedOutage } from '../../src/dependencies/guard.ts';
import { Problem } from '../../src/domain/problem.ts';
import { gate } from '../contracts/until.ts';
import { waitUntil } from '../support/wait-until.ts';

function openPort() {
  const port = {
    calls: 0,
    down: false,
    remembersSince: 7,
    async find(id: string): Promise<string> {
      port.calls += 1;
      if (id === 'missing') throw new Problem('conversion_not_found');
      if (port.down) throw new Error('the socket is closed');
      return `found ${id}`;
    },
    publish: (word: string) => word.length,
  };
  return { port, guarded: guard(port, createBreaker({ halfOpenAfterMs: 50 }), ['find']) };
}

t.test('it passes on what works, and what is not guarded', async (t) => {
  const { guarded } = openPort();
  t.equal(await guarded.find('a'), 'found a');
  t.equal(guarded.publish('four'), 4);
  t.equal(guarded.remembersSince, 7);
});

t.test('failures are dependency_unavailable; after three nobody is asked; then one call tries', async (t) => {
  const { port, guarded } = openPort();
  port.down = true;
  const unavailable = { code: 'dependency_unavailable', retryAfterSeconds: 5 };
  for (let call = 0; call < 3; call += 1)
    await t.rejects(guarded.find('a'), { ...unavailable, cause: { message: 'the socket is closed' } });
  await t.rejects(guarded.find('a'), { ...unavailable, cause: { message: /not asked again/ } });
  t.equal(port.calls, 3, 'the dependency was left in peace');
  await waitUntil('one call tries', async () => {
    await guarded.find('a').catch(() => {});
    return port.calls === 4;
  });
  port.down = false;
  await waitUntil('it is back', () =>
    guarded.find('a').then(
      () => true,
      () => false,
    ),
  );
  t.equal(await guarded.find('b'), 'found b');
});

t.test('while one call tries, others are refused at once', async (t) => {
  const probe = gate();
  let calls = 0;
  let answer = () => Promise.reject<string>(new Error('the socket is closed'));
  const port = {
    find: () => {
      calls += 1;
      return answer();
    },
  };
  const guarded = guard(port, createBreaker({ halfOpenAfterMs: 50 }), ['find']);
  for (let call = 0; call < 3; call += 1) await t.rejects(guarded.find());
  answer = () => probe.opened.then(() => 'found');
  let probing: Promise<string> | undefined;
  await waitUntil('one call tries', async () => {
    const asked = guarded.find();
    if (calls === 4) probing = asked;
    else await asked.catch(() => {});
    return calls === 4;
  });
  await t.rejects(guarded.find(), { code: 'dependency_unavailable' }, 'though the first has no answer yet');
  t.equal(calls, 4);
  probe.open();
  t.equal(await probing, 'found');
  t.equal(await guarded.find(), 'found');
});

t.test('a problem with the request is no failure of the dependency', async (t) => {
  const { port, guarded } = openPort();
  for (let call = 0; call < 5; call += 1)
    await t.rejects(guarded.find('missing'), { code: 'conversion_not_found' });
  t.equal(port.calls, 5);
  t.equal(await guarded.find('a'), 'found a');
});

t.test('an adapter that names its outages: what others throw passes, and opens nothing', async (t) => {
  const port = {
    calls: 0,
    async write(error: Error): Promise<void> {
      port.calls += 1;
      throw error;
    },
  };
  const guarded = guard(port, createBreaker({ isOutage: namedOutage }), ['write'], namedOutage);
  const gone = new Error('the client went away');
  for (let call = 0; call < 5; call += 1) await t.rejects(guarded.write(gone), gone);
  const away = new Problem('dependency_unavailable');
  for (let call = 0; call < 3; call += 1) await t.rejects(guarded.write(away), away);
  await t.rejects(guarded.write(gone), { code: 'dependency_unavailable' }, 'nobody is asked');
  t.equal(port.calls, 8);
});
