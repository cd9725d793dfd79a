/** A private S3 server with a bucket, and the proxy that makes trouble before it. */
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { startVersityGw } from '../../scripts/services/versitygw.mjs';
import type { Random } from './random.ts';
import { openS3Proxy } from './s3-proxy.ts';

const BUCKET = 'chaos';

export type ObjectStorage = Awaited<ReturnType<typeof openObjectStorage>>;

export async function openObjectStorage(folder: string, port: number, random: Random) {
  const server = await startVersityGw({ folder, port });
  const proxy = await openS3Proxy(port, random);
  const client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: server.access, secretAccessKey: server.secret },
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const settings = (endpoint: string) => ({
    S3_BUCKET: BUCKET,
    S3_ENDPOINT: endpoint,
    S3_FORCE_PATH_STYLE: 'true',
    S3_ACCESS_KEY_ID: server.access,
    S3_SECRET_ACCESS_KEY: server.secret,
  });
  return {
    server,
    proxy,
    direct: settings(server.endpoint),
    proxied: settings(`http://127.0.0.1:${proxy.port}`),
    /** Multipart uploads that nobody finished. */
    async unfinished(): Promise<string[]> {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
      return Uploads.map(({ Key }) => `multipart ${Key}`);
    },
    async close() {
      client.destroy();
      await proxy.close();
      await server.stop();
    },
  };
}
