import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { until } from '../contracts/until.ts';
import { NEEDS_PRIVATE_NODE, openEverything, startPrivateNode, succeeds } from './rabbitmq-private-node.ts';

/** Long enough for a back-off that doubles without a bound to be longer than what is allowed afterwards. */
const OUTAGE_MS = 20_000;
const BACK_WITHIN_MS = 5000;

t.setTimeout(600_000);

t.test(
  'after a long outage the bus is back soon, and has kept nothing of it',
  NEEDS_PRIVATE_NODE,
  async (t) => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.message);
    process.on('warning', onWarning);
    t.teardown(() => process.off('warning', onWarning));
    const { node } = await startPrivateNode(t);
    const { bus, recovers } = await openEverything(t, { url: node.url });
    await node.kill();
    await delay(OUTAGE_MS); // the length of the outage is what is tested
    await node.start();
    const began = Date.now();
    await until('it answers a ping', () => succeeds(() => bus.ping()), 60_000);
    const tookMs = Date.now() - began;
    t.ok(tookMs <= BACK_WITHIN_MS, `back after ${tookMs} ms`);
    t.strictSame(warnings, []);
    await recovers();
  },
);
