import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { DEEPEST, DEFAULT_LIMITS, VERTICES_PER_TRIANGLE } from './domain/engine-limits.ts';
import { redactedSetting } from './redact.ts';
import { describeValueError, StringEnum } from './string-enum.ts';

const MIB = 1024 * 1024;
const MINUTE = 60_000;

const text = (defaultValue: string, description: string, options: object = {}) =>
  Type.String({ default: defaultValue, description, ...options });

const whole = (defaultValue: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: defaultValue, minimum, maximum, description });

/**
 * Every environment variable that converto reads, with its range, default and meaning. The table in the README is
 * generated from here.
 */
export const ENVIRONMENT = Type.Object({
  HOST: text('127.0.0.1', 'Address to listen on. 0.0.0.0 makes the service reachable from other machines.'),
  PORT: whole(3000, 0, 65_535, 'Port to listen on; 0 takes a free one.'),
  HEALTH_PORT: whole(
    0,
    0,
    65_535,
    'Where a process without an API (converto worker) answers /livez and /readyz; 0: nowhere.',
  ),
  STORAGE_DIR: text('storage', 'Folder of all data: conversions and files.', { minLength: 1 }),
  MONGODB_URL: text(
    '',
    'MongoDB or compatible, mongodb://… with its database; with AMQP_URL. Both or neither: without them everything is embedded.',
  ),
  MONGODB_TIMEOUT_MS: whole(
    5000,
    100,
    10 * MINUTE,
    'Longest wait for MongoDB: to find the primary, to connect, for a free connection, and for one query to run.',
  ),
  MONGODB_SOCKET_TIMEOUT_MS: whole(
    15_000,
    200,
    20 * MINUTE,
    'A connection to MongoDB that owes an answer for this long is given up; more than MONGODB_TIMEOUT_MS.',
  ),
  AMQP_URL: text('', 'RabbitMQ, amqp://… or amqps://…; with MONGODB_URL.'),
  AMQP_NAMESPACE: text('converto', 'Begins the names of exchanges and queues.', {
    pattern: '^[A-Za-z0-9_.-]{1,60}$',
  }),
  AMQP_TLS_CA_FILE: text(
    '',
    'For amqps://: PEM file of the authority that the broker must be certified by; else the usual ones.',
  ),
  AMQP_TLS_CERT_FILE: text(
    '',
    'For amqps://: PEM file of a certificate to show to the broker; with AMQP_TLS_KEY_FILE.',
  ),
  AMQP_TLS_KEY_FILE: text('', 'For amqps://: PEM file of its private key.'),
  S3_BUCKET: text(
    '',
    'Bucket that keeps the files, instead of STORAGE_DIR. It must exist; bucket and prefix belong to one installation.',
  ),
  S3_ENDPOINT: text('', 'Address of the S3 server, https://…; empty: Amazon, by the region.', {
    pattern: '^https?://[^\\s@]+$',
  }),
  S3_REGION: text('us-east-1', 'Region of the bucket.'),
  S3_FORCE_PATH_STYLE: Type.Boolean({
    default: false,
    description: 'Address a bucket as endpoint/bucket, as most servers other than Amazon need.',
  }),
  S3_ACCESS_KEY_ID: text(
    '',
    'With S3_SECRET_ACCESS_KEY; without both: AWS_… variables, shared files or the role of the machine.',
  ),
  S3_SECRET_ACCESS_KEY: text('', 'With S3_ACCESS_KEY_ID.'),
  S3_PREFIX: text('', 'Begins the key of every object, such as converto/production.', {
    pattern: '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?$',
    maxLength: 200,
  }),
  SCRATCH_DIR: text(
    '',
    'Local folder where conversions work on files of S3; empty: the folder scratch in STORAGE_DIR.',
  ),
  LOG_LEVEL: StringEnum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least severe level that is logged.',
  }),
  TRUST_PROXY: Type.Boolean({
    default: false,
    description: 'Believe X-Forwarded-* headers of a reverse proxy.',
  }),
  MAX_UPLOAD_BYTES: whole(4096 * MIB, 1, Number.MAX_SAFE_INTEGER, 'Largest file that is accepted.'),
  UPLOAD_IDLE_TIMEOUT_MS: whole(
    30_000,
    100,
    60 * MINUTE,
    'An upload that sends no byte for this long is given up.',
  ),
  MAX_QUEUE_LENGTH: whole(
    10_000,
    1,
    10_000_000,
    'Pending conversions; further uploads are refused with 429.',
  ),
  MAX_EVENT_STREAMS: whole(
    2000,
    1,
    100_000,
    'Event streams open at once; further ones are refused with 429.',
  ),
  RETENTION_HOURS: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 876_000,
    description: 'Files are removed this long after their conversion ended; 0 keeps them for ever.',
  }),
  WORKER_CONCURRENCY: whole(
    0,
    0,
    256,
    'Large conversions that run at once, each in a process of its own; 0: one for each core but one.',
  ),
  WORKER_SMALL_CONCURRENCY: whole(
    0,
    0,
    256,
    'Small conversions (triangles up to 8 MiB, surfaces up to 256 KiB) that run at once beside the large ones; 0: as many.',
  ),
  MAX_ATTEMPTS: whole(
    3,
    1,
    100,
    'Attempts at one conversion before a cause outside the model makes it fail.',
  ),
  RETRY_BASE_MS: whole(
    1000,
    1,
    60 * MINUTE,
    'Wait before a second attempt; it doubles with each further one.',
  ),
  LEASE_MS: whole(
    30_000,
    1000,
    60 * MINUTE,
    'A worker that is silent for this long has lost its conversion, an upload its idempotency key.',
  ),
  SWEEP_INTERVAL_MS: whole(
    2000,
    50,
    60 * MINUTE,
    'Pause between two looks for conversions that need attention.',
  ),
  CONVERSION_TIMEOUT_MS: whole(30 * MINUTE, 100, 24 * 60 * MINUTE, 'Longest time that one attempt may take.'),
  ENGINE_SILENCE_MS: whole(
    MINUTE,
    100,
    24 * 60 * MINUTE,
    'A reader of IFC, 3DM, DAE, FBX or 3DS that shows no progress for this long is ended: it hangs on some damaged files. Files of more than 1 or 2 MB get 30 to 60 seconds for each.',
  ),
  ENGINE_MEMORY_BYTES: whole(
    3072 * MIB,
    64 * MIB,
    Number.MAX_SAFE_INTEGER,
    'Most memory that one conversion may use.',
  ),
  ENGINE_SANDBOX: StringEnum(['auto', 'required', 'off'], {
    default: 'auto',
    description:
      'Engines run without network, and with nothing to write but their work folder, by bubblewrap. auto: where that works.',
  }),
  EXTERNAL_ENGINES_FILE: text(
    '',
    'JSON file that declares programs of your own as engines, and the formats that they read: docs/external-engines.md.',
  ),
  ENGINE_RECYCLE_AFTER: whole(
    1000,
    1,
    1_000_000,
    'Conversions after which an engine process is replaced; one that has grown beyond half of ENGINE_MEMORY_BYTES is replaced in any case.',
  ),
  NATIVE_CAD: StringEnum(['auto', 'off'], {
    default: 'auto',
    description: 'Convert CAD natively where "converto engines install" made it possible, or never.',
  }),
  NATIVE_CAD_PYTHON: text(
    '',
    'Another Python that has the packages of the native CAD engine; empty: the one of "converto engines install".',
  ),
  ASSIMP: StringEnum(['auto', 'off'], {
    default: 'auto',
    description: 'Read DAE, FBX and 3DS with the assimp command where it is there and works, or never.',
  }),
  ASSIMP_PATH: text('', 'Another assimp command; empty: the one that PATH has.'),
  PREVIEWS: StringEnum(['on-request', 'off'], {
    default: 'on-request',
    description: 'Previews and thumbnails for uploads that ask for them (preview=true), or for none.',
  }),
  PREVIEW_TRIANGLES: whole(200_000, 100, 50_000_000, 'Most triangles that a preview is simplified to.'),
  PREVIEW_TIMEOUT_MS: whole(
    60_000,
    100,
    60 * MINUTE,
    'Longest time for the previews of one conversion together; what is not made by then is left out.',
  ),
  MAX_TRIANGLES: whole(DEFAULT_LIMITS.maxTriangles, 1, 1_000_000_000, 'Largest model, in triangles.'),
  MAX_VERTICES: whole(
    0,
    0,
    3_000_000_000,
    `Largest model, in vertices; 0: ${VERTICES_PER_TRIANGLE} for each of MAX_TRIANGLES.`,
  ),
  MAX_PARTS: whole(
    DEFAULT_LIMITS.maxParts,
    1,
    10_000_000,
    'Largest model, in parts and the groups that hold them; each instance counts.',
  ),
  MAX_TREE_DEPTH: whole(
    DEFAULT_LIMITS.maxTreeDepth,
    1,
    DEEPEST,
    'Levels of the tree of a model: groups, assemblies and instances within one another.',
  ),
  MAX_XML_DEPTH: whole(
    DEFAULT_LIMITS.maxXmlDepth,
    16,
    DEEPEST,
    'XML elements within one another, in 3MF, AMF, X3D and DAE.',
  ),
  MAX_TEXTURE_PIXELS: whole(
    DEFAULT_LIMITS.maxTexturePixels,
    1,
    2 ** 40,
    'Pixels of one image of a model, also where it is only carried over; the default is 16384 × 16384.',
  ),
  MAX_FACETED_FACES: whole(
    DEFAULT_LIMITS.maxFacetedFaces,
    1,
    10_000_000,
    'Largest mesh that is written as STEP, IGES or BREP, in faces after merging.',
  ),
  MAX_ARCHIVE_ENTRIES: whole(
    DEFAULT_LIMITS.archive.maxEntries,
    1,
    1_000_000,
    'Files in an archive (.zip, .3mf, zipped .amf, .usdz), read or written.',
  ),
  MAX_INFLATED_BYTES: whole(
    DEFAULT_LIMITS.archive.maxInflatedBytes,
    1,
    Number.MAX_SAFE_INTEGER,
    'Bytes that the files of one archive may have once inflated, counted while they are.',
  ),
  MAX_INFLATE_RATIO: whole(
    DEFAULT_LIMITS.archive.maxRatio,
    1,
    2000,
    'Inflated to packed bytes of a file in an archive; the first 16 MiB of each are free.',
  ),
  MAX_OUTPUT_BYTES: whole(
    DEFAULT_LIMITS.maxOutputBytes,
    1,
    Number.MAX_SAFE_INTEGER,
    'Largest converted file, counted while it is written; where it is a ZIP, also the largest file in it.',
  ),
  DRAIN_DELAY_MS: whole(
    0,
    0,
    10 * MINUTE,
    'At shutdown readyz fails for this long before anything is refused, so that load balancers stop sending first.',
  ),
  SHUTDOWN_GRACE_MS: whole(
    10_000,
    0,
    60 * MINUTE,
    'Time that running conversions and uploads get at shutdown.',
  ),
});

export type Environment = Static<typeof ENVIRONMENT>;
export type Config = Readonly<Environment>;

/**
 * @param environment such as process.env; an empty variable counts as absent
 * @throws ConfigError that names every variable that is wrong
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const entries = Object.entries(ENVIRONMENT.properties as Record<string, TSchema>).map(([name, schema]) => {
    const given = environment[name]?.trim();
    if (given === undefined || given === '') return [name, schema.default];
    const value = Value.Convert(schema, given);
    const error = Value.Errors(schema, value).First();
    if (error !== undefined)
      wrong.push(`${name}="${redactedSetting(name, given)}": ${describeValueError(error).toLowerCase()}`);
    return [name, value];
  });
  if (wrong.length > 0) throw new ConfigError(wrong);
  const config = Object.freeze(Object.fromEntries(entries)) as Config;
  const halves = [
    half(
      config,
      ['MONGODB_URL', 'AMQP_URL'],
      'several processes need both, one process on one machine needs neither',
    ),
    half(
      config,
      ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
      "set both, or neither where the SDK's usual chain finds credentials",
    ),
  ].filter((complaint) => complaint !== undefined);
  if (halves.length > 0) throw new ConfigError(halves);
  if (config.MONGODB_SOCKET_TIMEOUT_MS <= config.MONGODB_TIMEOUT_MS)
    throw new ConfigError([
      'MONGODB_SOCKET_TIMEOUT_MS must be more than MONGODB_TIMEOUT_MS: else a connection is cut before its query may end.',
    ]);
  return config;
}

/** A complaint where only one of two settings is given. */
function half(config: Config, pair: readonly [keyof Config, keyof Config], why: string): string | undefined {
  const [given, missing] = config[pair[0]] === '' ? [pair[1], pair[0]] : pair;
  return config[missing] === '' && config[given] !== ''
    ? `${given} is set and ${missing} is not: ${why}.`
    : undefined;
}

export type Profile = 'embedded' | 'distributed';

export const profileOf = ({ MONGODB_URL }: Config): Profile =>
  MONGODB_URL === '' ? 'embedded' : 'distributed';

/** The configuration as it may be shown. */
export const redacted = (config: Config): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      typeof value === 'string' ? redactedSetting(name, value) : value,
    ]),
  );

export class ConfigError extends Error {
  constructor(wrong: readonly string[]) {
    super(`The configuration is wrong:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}
