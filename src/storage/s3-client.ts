import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface S3Options {
  bucket: string;
  /** Empty: Amazon's, by the region. */
  endpoint: string;
  region: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  forcePathStyle: boolean;
  /** Absent: the SDK's usual chain (environment, shared files, the machine's role). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Begins every object's key: empty, or with a slash at its end. */
  prefix: string;
  patience?: Partial<S3Patience>;
}

/** All in milliseconds. */
export interface S3Patience {
  connectMs: number;
  /** To the first byte of an answer to a request without a body. */
  answerMs: number;
  /** Without any byte in either direction. */
  silenceMs: number;
  /** To the answer that says that a multipart upload is one object: some servers copy every byte for it. */
  completeMs: number;
}

const PATIENCE: S3Patience = { connectMs: 3000, answerMs: 10_000, silenceMs: 10_000, completeMs: 120_000 };
const TRIES = 3;
const PING_MS = 3000;

/** How this process speaks to one bucket. */
export interface S3 {
  bucket: string;
  prefix: string;
  patience: S3Patience;
  /** Gives up on a connection that is silent. */
  client: S3Client;
  /** Leaves a connection alone once the answer has begun: a download may be read slowly. */
  patientClient: S3Client;
  /** For requests whose answer comes at once. */
  brief: { requestTimeout: number };
  close(): void;
}

export function openS3({ bucket, prefix, patience: given, ...options }: S3Options): S3 {
  const patience = { ...PATIENCE, ...given };
  const open = (socketTimeout: number) =>
    new S3Client({
      region: options.region,
      forcePathStyle: options.forcePathStyle,
      maxAttempts: TRIES,
      ...(options.endpoint === '' ? {} : { endpoint: options.endpoint }),
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
      requestHandler: {
        connectionTimeout: patience.connectMs,
        socketTimeout,
        throwOnRequestTimeout: true,
        // Requests that wait for one of a few sockets would wait without a limit, behind downloads that last for hours.
        httpAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
        httpsAgent: { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY },
      },
    });
  const client = open(patience.silenceMs);
  const patientClient = open(0);
  return {
    bucket,
    prefix,
    patience,
    client,
    patientClient,
    brief: { requestTimeout: patience.answerMs },
    close() {
      client.destroy();
      patientClient.destroy();
    },
  };
}

export async function headBucket({ client, bucket }: S3): Promise<void> {
  await client.send(new HeadBucketCommand({ Bucket: bucket }), { requestTimeout: PING_MS });
}
