import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { StartError } from './start-error.ts';

/** @param content refuses what it is not */
interface PemKind {
  setting: 'AMQP_TLS_CA_FILE' | 'AMQP_TLS_CERT_FILE' | 'AMQP_TLS_KEY_FILE';
  what: string;
  check(content: Buffer): unknown;
}

const CA: PemKind = {
  setting: 'AMQP_TLS_CA_FILE',
  what: 'certificate',
  check: (pem) => new X509Certificate(pem),
};
const CERT: PemKind = { ...CA, setting: 'AMQP_TLS_CERT_FILE' };
const KEY: PemKind = {
  setting: 'AMQP_TLS_KEY_FILE',
  what: 'private key',
  check: (pem) => createPrivateKey(pem),
};

/** Where the broker is and how to reach it. Throws a StartError that names the file that is wrong. */
export function amqpAddress(config: Config) {
  const given = [CA, CERT, KEY].filter(({ setting }) => config[setting] !== '');
  if (given.length > 0 && !config.AMQP_URL.startsWith('amqps:'))
    throw new StartError(`${given[0]?.setting} is set, and AMQP_URL does not begin with amqps://.`);
  if ((config.AMQP_TLS_CERT_FILE === '') !== (config.AMQP_TLS_KEY_FILE === ''))
    throw new StartError('AMQP_TLS_CERT_FILE and AMQP_TLS_KEY_FILE belong together: set both or neither.');
  const [ca, cert, key] = [CA, CERT, KEY].map((kind) => readPem(config, kind));
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  return { url: config.AMQP_URL, namespace: config.AMQP_NAMESPACE, tls };
}

function readPem(config: Config, { setting, what, check }: PemKind): Buffer | undefined {
  const path = config[setting];
  if (path === '') return undefined;
  try {
    const pem = readFileSync(path);
    check(pem);
    return pem;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read' : `is no ${what} in PEM`;
    throw new StartError(`${setting}: ${path} ${why}.`, error);
  }
}
