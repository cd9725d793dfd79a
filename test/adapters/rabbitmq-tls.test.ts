// amqps with certificates of the test's own making, as the settings name them.
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { amqpAddress } from '../../src/amqp-address.ts';
import { readConfig } from '../../src/config.ts';
import { NEEDS_PRIVATE_NODE, openBusFor, startPrivateNode } from './rabbitmq-private-node.ts';
import { lettersOf } from './rabbitmq-test-bus.ts';

const hasOpenSsl = spawnSync('openssl', ['version']).status === 0;
const needs = hasOpenSsl ? NEEDS_PRIVATE_NODE : { skip: 'needs openssl' };

/** Two authorities, of which one has certified the broker and a client. */
async function makeCertificates(folder: string) {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const path = (name: string) => join(folder, name);
  const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['authority', 'stranger'])
    await openssl(
      'req',
      '-x509',
      ...KEY,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    );
  await writeFile(path('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  for (const name of ['broker', 'client']) {
    await openssl('req', ...KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '2'];
    await openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-extfile',
      'names',
      ...signed,
    );
  }
  return path;
}

t.test('amqps with certificates from the settings', needs, async (t) => {
  const port = await freePort();
  let path = (name: string) => name;
  await startPrivateNode(t, async (folder) => {
    path = await makeCertificates(folder);
    return [
      `listeners.ssl.default = 127.0.0.1:${port}`,
      `ssl_options.cacertfile = ${path('authority.pem')}`,
      `ssl_options.certfile = ${path('broker.pem')}`,
      `ssl_options.keyfile = ${path('broker.key')}`,
      'ssl_options.verify = verify_peer',
      'ssl_options.fail_if_no_peer_cert = true',
    ];
  });
  const address = (files: Record<string, string>) => {
    const AMQP_URL = `amqps://127.0.0.1:${port}`;
    const { url, tls } = amqpAddress(readConfig({ MONGODB_URL: 'mongodb://unused', AMQP_URL, ...files }));
    return { url, tls };
  };
  const authority = { AMQP_TLS_CA_FILE: path('authority.pem') };
  const client = { AMQP_TLS_CERT_FILE: path('client.pem'), AMQP_TLS_KEY_FILE: path('client.key') };

  const { bus, deadLetters } = await openBusFor(t, address({ ...authority, ...client }));
  await t.resolves(bus.ping());
  await bus.deadLetter({ id: 'a', revision: 1 }, new Error('spent'));
  t.match(await deadLetters(), [{ id: 'a' }], 'whoever reads dead letters shows the certificates too');

  const stranger = address({ AMQP_TLS_CA_FILE: path('stranger.pem'), ...client });
  const unknown = { code: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)$/ };
  await t.rejects(openBusFor(t, stranger), unknown, 'another authority');
  await t.rejects(openBusFor(t, address(client)), unknown, 'the usual authorities');
  await t.rejects(lettersOf({ ...stranger, namespace: 'converto' }), unknown);
  await t.rejects(openBusFor(t, address(authority)), 'no certificate to show');
});
