/** A bucket of the test's own on the server that the environment names. */
import { randomBytes } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Test } from 'tap';
import type { S3StorageOptions } from '../../src/storage/s3-storage.ts';

export interface S3Server {
  endpoint: string;
  access: string;
  secret: string;
}

const { S3_TEST_ENDPOINT: endpoint, S3_TEST_ACCESS_KEY: access, S3_TEST_SECRET_KEY: secret } = process.env;

export const skip = endpoint !== undefined ? false : 'needs S3_TEST_ENDPOINT';

export const testServer = (): S3Server => ({
  endpoint: endpoint ?? '',
  access: access ?? '',
  secret: secret ?? '',
});

export interface TestBucket {
  name: string;
  client: S3Client;
  /** For a storage in it; each call has a prefix of its own. */
  options(scratchFolder: string): S3StorageOptions;
  objects(): Promise<string[]>;
  /** The keys of multipart uploads that were begun and not ended. */
  multiparts(): Promise<string[]>;
}

/** Makes a bucket; the end of the test empties and removes it. */
export async function bucketFor(
  t: Pick<Test, 'teardown'>,
  server: S3Server = testServer(),
): Promise<TestBucket> {
  const name = `converto-test-${randomBytes(6).toString('hex')}`;
  const credentials = { accessKeyId: server.access, secretAccessKey: server.secret };
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
  });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  const objects = async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
    return Contents.map(({ Key = '' }) => Key);
  };
  t.teardown(async () => {
    for (let keys = await objects(); keys.length > 0; keys = await objects()) {
      const Delete = { Objects: keys.map((Key) => ({ Key })) };
      await client.send(new DeleteObjectsCommand({ Bucket: name, Delete }));
    }
    await client.send(new DeleteBucketCommand({ Bucket: name }));
    client.destroy();
  });
  return {
    name,
    client,
    objects,
    options: (scratchFolder) => ({
      bucket: name,
      endpoint: server.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      prefix: `${randomBytes(4).toString('hex')}/`,
      scratchFolder,
    }),
    async multiparts() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: name }));
      return Uploads.map(({ Key = '' }) => Key);
    },
  };
}
