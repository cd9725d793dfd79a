import { DeleteObjectCommand, DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { S3 } from './s3-client.ts';
import { isMissing, orProblem, toProblem } from './s3-failure.ts';
import { AREAS, findKey } from './safe-key.ts';
import type { ListedFile } from './walk.ts';

/** Every stored file, a page of a thousand at a time. What has no key's form is passed over. */
export async function* listFiles(s3: S3): AsyncGenerator<ListedFile> {
  for (const area of AREAS) {
    for await (const page of pagesOf(s3, `${s3.prefix}${area}/`)) {
      for (const { objectKey, modifiedAt } of page) {
        const found = findKey(keyOf(s3, objectKey));
        if (found !== undefined) yield { key: found.key, conversionId: found.conversionId, modifiedAt };
      }
    }
  }
}

export const keyOf = ({ prefix }: S3, objectKey: string): string => `/${objectKey.slice(prefix.length)}`;

/** Deletes every object below the prefix, a page at a time. */
export async function deleteBelow(s3: S3, prefix: string): Promise<void> {
  for await (const page of pagesOf(s3, prefix)) {
    if (page.length === 0) continue;
    const command = new DeleteObjectsCommand({
      Bucket: s3.bucket,
      Delete: { Objects: page.map(({ objectKey }) => ({ Key: objectKey })), Quiet: true },
    });
    const { Errors = [] } = await orProblem(() => s3.client.send(command, s3.brief));
    const [first] = Errors;
    if (first !== undefined)
      throw toProblem(new Error(`${Errors.length} objects stay, such as ${first.Key}: ${first.Message}`));
  }
}

export async function deleteObject(s3: S3, objectKey: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: s3.bucket, Key: objectKey });
  await s3.client.send(command, s3.brief).catch((error: unknown) => {
    if (!isMissing(error)) throw toProblem(error); // Amazon never says so; others do where two delete at once
  });
}

async function* pagesOf(s3: S3, prefix: string): AsyncGenerator<{ objectKey: string; modifiedAt: number }[]> {
  const pages = paginateListObjectsV2({ client: s3.client }, { Bucket: s3.bucket, Prefix: prefix }, s3.brief)[
    Symbol.asyncIterator
  ]();
  for (;;) {
    const page = await orProblem(() => pages.next());
    if (page.done === true) return;
    yield (page.value.Contents ?? []).flatMap(({ Key, LastModified }) =>
      Key === undefined || LastModified === undefined
        ? []
        : [{ objectKey: Key, modifiedAt: LastModified.getTime() }],
    );
  }
}
