import t from 'tap';
import { ConfigError, profileOf, readConfig, redacted } from '../../src/config.ts';
import { redactedSetting } from '../../src/redact.ts';

const MONGODB_URL = 'mongodb://user:sec/r@t@db1,db2:27017/converto?retryWrites=true';
const AMQP_URL = 'amqps://user:secret@broker/%2f';

t.test('the profile follows from the two addresses', async (t) => {
  t.equal(profileOf(readConfig({})), 'embedded');
  t.equal(profileOf(readConfig({ MONGODB_URL: ' ', AMQP_URL: '' })), 'embedded', 'empty is absent');
  t.equal(profileOf(readConfig({ MONGODB_URL, AMQP_URL })), 'distributed');
});

t.test('one address alone is refused, and the other is named', async (t) => {
  const message = (environment: Record<string, string>) => {
    try {
      return readConfig(environment);
    } catch (error) {
      return error instanceof ConfigError ? error.message : error;
    }
  };
  t.match(message({ MONGODB_URL }), /MONGODB_URL is set and AMQP_URL is not: .+ needs neither\.$/);
  t.match(message({ AMQP_URL }), /AMQP_URL is set and MONGODB_URL is not: /);
  t.notMatch(message({ AMQP_URL }), /secret/);
});

t.test('a connection is not given up before its query may end', async (t) => {
  t.throws(() => readConfig({ MONGODB_TIMEOUT_MS: '5000', MONGODB_SOCKET_TIMEOUT_MS: '5000' }), {
    message: /MONGODB_SOCKET_TIMEOUT_MS must be more than MONGODB_TIMEOUT_MS/,
  });
  t.match(readConfig({ MONGODB_TIMEOUT_MS: '4999', MONGODB_SOCKET_TIMEOUT_MS: '5000' }), {
    MONGODB_TIMEOUT_MS: 4999,
  });
});

t.test('half of the credentials of S3 are refused, both and none are not', async (t) => {
  const [id, secret] = [{ S3_ACCESS_KEY_ID: 'me' }, { S3_SECRET_ACCESS_KEY: 'hush' }];
  t.throws(() => readConfig(id), { message: /S3_ACCESS_KEY_ID is set and S3_SECRET_ACCESS_KEY is not: / });
  t.throws(() => readConfig(secret), {
    message: /S3_SECRET_ACCESS_KEY is set and S3_ACCESS_KEY_ID is not: /,
  });
  t.throws(() => readConfig(secret), { message: /^(?!.*hush)/s });
  t.match(readConfig({ ...id, ...secret }), { ...id, ...secret });
  t.equal(readConfig({}).S3_BUCKET, '');
});

t.test('a prefix of S3 leads nowhere else', async (t) => {
  for (const prefix of ['a', 'a/', 'converto/production', 'v1.2/x_y-z/'])
    t.equal(readConfig({ S3_PREFIX: prefix }).S3_PREFIX, prefix);
  for (const prefix of ['/', '/a', 'a//b', '../a', 'a/..', 'a/./b', 'ü', 'a b', 'x'.repeat(201)])
    t.throws(() => readConfig({ S3_PREFIX: prefix }), { message: /S3_PREFIX=/ }, prefix);
});

t.test('what is shown has no password', async (t) => {
  const shown = redacted(
    readConfig({ MONGODB_URL, AMQP_URL, S3_ACCESS_KEY_ID: 'me', S3_SECRET_ACCESS_KEY: 'hush' }),
  );
  t.match(shown, {
    MONGODB_URL: 'mongodb://user:***@db1,db2:27017/converto?retryWrites=true',
    AMQP_URL: 'amqps://user:***@broker/%2f',
    S3_ACCESS_KEY_ID: 'me',
    S3_SECRET_ACCESS_KEY: '***',
    PORT: 3000,
  });
  t.equal(redacted(readConfig({})).S3_SECRET_ACCESS_KEY, '', 'absent is seen to be absent');
});

for (const [name, given, shown] of [
  ['MONGODB_URL', 'mongodb://db1:1,db2:2/converto', 'mongodb://db1:1,db2:2/converto'],
  ['MONGODB_URL', 'mongodb://user@db/converto', 'mongodb://user@db/converto'],
  ['AMQP_URL', 'amqp://:s3cret@broker', 'amqp://:***@broker'],
  ['AMQP_URL', 'amqp://user:s3?cr:e/t@broker/v', 'amqp://user:***@broker/v'],
  [
    'MONGODB_URL',
    'mongodb+srv://u:s3cret@db/c?tls=true&tlsCertificateKeyFilePassword=s3cret&appName=x',
    'mongodb+srv://u:***@db/c?tls=true&tlsCertificateKeyFilePassword=***&appName=x',
  ],
  [
    'MONGODB_URL',
    'mongodb://db/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret',
    'mongodb://db/?authMechanismProperties=***',
  ],
  ['AMQP_URL', 'amqps://broker?cert=/c.pem&passphrase=s3cret', 'amqps://broker?cert=/c.pem&passphrase=***'],
  ['S3_SECRET_ACCESS_KEY', 's3cret', '***'],
  ['SOME_PASSWORD', 's3cret', '***'],
  ['SOME_TOKEN', '', ''],
] as const)
  t.test(`${name}=${given}`, async (t) => {
    t.equal(redactedSetting(name, given), shown);
  });

t.test('what is wrong is named without its secrets', async (t) => {
  t.throws(() => readConfig({ AMQP_NAMESPACE: 'amqp://user:s3cret@broker' }), {
    message: /AMQP_NAMESPACE="amqp:\/\/user:\*\*\*@broker"/,
  });
});

t.test('every wrong variable is named at once', async (t) => {
  t.throws(() => readConfig({ PORT: '70000', LEASE_MS: 'soon' }), {
    message: /PORT="70000": [\s\S]+LEASE_MS="soon": /,
  });
});
