import { getEventListeners } from 'node:events';
import t from 'tap';
import { connectionConfig } from '../../src/bus/rabbitmq-connection.ts';
import { openLink } from '../../src/bus/rabbitmq-link.ts';
import { until } from '../contracts/until.ts';
import { NEEDS_PRIVATE_NODE, startPrivateNode } from './rabbitmq-private-node.ts';

t.setTimeout(600_000);
const LIMIT_MS = 60_000;
/** More than the listeners that Node lets pass without a warning. */
const FAILURES = 12;

const openSockets = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'TCPConnectWrap');

t.test('attempts to reconnect leave nothing behind', NEEDS_PRIVATE_NODE, async (t) => {
  const { node } = await startPrivateNode(t);
  const warnings: unknown[] = [];
  const onWarning = (warning: unknown) => warnings.push(warning);
  process.on('warning', onWarning);
  t.teardown(() => process.off('warning', onWarning));

  const cuts: AbortSignal[] = [];
  let failures = 0;
  await until('none of the start is left', () => openSockets().length === 0);
  const link = await openLink({
    configure(cut) {
      cuts.push(cut);
      return connectionConfig({ url: node.url, namespace: 'reconnects' }, { name: 'test' }, cut);
    },
    onError: () => {
      failures += 1;
    },
  });
  const listeners = () => cuts.flatMap((cut) => getEventListeners(cut, 'abort')).length;
  const atFirst = { listeners: listeners(), sockets: openSockets().length };
  t.equal(atFirst.sockets, 1);

  await node.kill();
  await until('many attempts have failed', () => failures >= FAILURES, LIMIT_MS);
  t.equal(listeners(), atFirst.listeners);
  t.ok(openSockets().length <= atFirst.sockets, 'no socket is held');
  await node.start();
  await until('it is back', () => link.trouble() === undefined, LIMIT_MS);
  t.equal(cuts.length, 1, 'by Rascal');
  t.equal(listeners(), atFirst.listeners);
  t.equal(openSockets().length, atFirst.sockets);
  await link.close();
  await until('all sockets are closed', () => openSockets().length === 0);
  t.strictSame(warnings, []);
});
