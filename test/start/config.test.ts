import t from 'tap';
import { ConfigError, profileOf, readConfig, redacted } from '../../src/config.ts';

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

t.test('what is shown has no password', async (t) => {
  const shown = redacted(readConfig({ MONGODB_URL, AMQP_URL }));
  t.match(shown, {
    MONGODB_URL: 'mongodb://user:***@db1,db2:27017/converto?retryWrites=true',
    AMQP_URL: 'amqps://user:***@broker/%2f',
    PORT: 3000,
  });
});

t.test('every wrong variable is named at once', async (t) => {
  t.throws(() => readConfig({ PORT: '70000', LEASE_MS: 'soon' }), {
    message: /PORT="70000": [\s\S]+LEASE_MS="soon": /,
  });
});
