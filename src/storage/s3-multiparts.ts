import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import type { Instant } from '../domain/instant.ts';
import type { S3 } from './s3-client.ts';
import { isMissingUpload, toProblem } from './s3-failure.ts';
import { keyOf } from './s3-objects.ts';
import { findKey } from './safe-key.ts';

/**
 * Aborts multipart uploads of our files that got their last part before this moment. How many.
 * @param isInUse whether this process is filling the object
 */
export async function abortOldMultiparts(
  s3: S3,
  before: Instant,
  isInUse: (objectKey: string) => boolean,
): Promise<number> {
  let aborted = 0;
  for await (const { Key = '', UploadId = '', Initiated } of multipartsOf(s3)) {
    if (findKey(keyOf(s3, Key)) === undefined || isInUse(Key)) continue;
    if (Initiated === undefined || Initiated.getTime() >= before) continue;
    try {
      if ((await lastPartAt(s3, Key, UploadId)) >= before) continue;
      const command = new AbortMultipartUploadCommand({ Bucket: s3.bucket, Key, UploadId });
      await s3.client.send(command, s3.brief);
      aborted += 1;
    } catch (error) {
      if (!isMissingUpload(error)) throw toProblem(error); // else it has ended meanwhile
    }
  }
  return aborted;
}

async function* multipartsOf(s3: S3): AsyncGenerator<MultipartUpload> {
  let at: Pick<ListMultipartUploadsCommandOutput, 'NextKeyMarker' | 'NextUploadIdMarker'> = {};
  for (;;) {
    const page = await s3.client
      .send(
        new ListMultipartUploadsCommand({
          Bucket: s3.bucket,
          Prefix: s3.prefix,
          KeyMarker: at.NextKeyMarker,
          UploadIdMarker: at.NextUploadIdMarker,
        }),
        s3.brief,
      )
      .catch((error: unknown) => {
        throw toProblem(error);
      });
    yield* page.Uploads ?? [];
    if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return;
    at = page;
  }
}

async function lastPartAt(s3: S3, objectKey: string, uploadId: string): Promise<Instant> {
  let latest = 0;
  let after: string | undefined;
  for (;;) {
    const page = await s3.client.send(
      new ListPartsCommand({
        Bucket: s3.bucket,
        Key: objectKey,
        UploadId: uploadId,
        PartNumberMarker: after,
      }),
      s3.brief,
    );
    for (const { LastModified } of page.Parts ?? []) latest = Math.max(latest, LastModified?.getTime() ?? 0);
    // The paginator of the SDK asks for ever where a server names a next part although there is none.
    if (page.IsTruncated !== true || page.NextPartNumberMarker === after) return latest;
    after = page.NextPartNumberMarker;
  }
}
