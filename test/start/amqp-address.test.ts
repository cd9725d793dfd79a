import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { amqpAddress } from '../../src/amqp-address.ts';
import { readConfig } from '../../src/config.ts';

const address = (settings: Record<string, string>) =>
  amqpAddress(readConfig({ MONGODB_URL: 'mongodb://a', AMQP_URL: 'amqps://broker', ...settings }));

t.test('without files there is nothing to show', async (t) => {
  t.strictSame(address({ AMQP_URL: 'amqp://broker', AMQP_NAMESPACE: 'mine' }), {
    url: 'amqp://broker',
    namespace: 'mine',
    tls: {},
  });
});

t.test('what is wrong with a file is said with the name of its setting', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const folder = t.testdir({ key: privateKey.export({ format: 'pem', type: 'pkcs8' }), text: 'hello' });
  const [key, text, missing] = ['key', 'text', 'missing'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const refuses = (settings: Record<string, string>, message: RegExp) =>
    t.throws(() => address(settings), { name: 'StartError', message });
  refuses({ AMQP_TLS_CA_FILE: missing }, /^AMQP_TLS_CA_FILE: .+missing is not there\.$/);
  refuses({ AMQP_TLS_CA_FILE: text }, /^AMQP_TLS_CA_FILE: .+text is no certificate in PEM\.$/);
  refuses({ AMQP_TLS_CA_FILE: key }, /is no certificate in PEM/);
  refuses({ AMQP_TLS_CERT_FILE: key }, /belong together/);
  refuses({ AMQP_TLS_KEY_FILE: key }, /belong together/);
  refuses({ AMQP_TLS_CERT_FILE: text, AMQP_TLS_KEY_FILE: key }, /^AMQP_TLS_CERT_FILE/);
  refuses({ AMQP_URL: 'amqp://broker', AMQP_TLS_CA_FILE: text }, /^AMQP_TLS_CA_FILE is set.+amqps:/);
});
