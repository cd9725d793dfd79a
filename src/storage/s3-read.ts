import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from '@aws-sdk/client-s3';
import { Problem } from '../domain/problem.ts';
import { attendedStream } from './attended-stream.ts';
import type { S3 } from './s3-client.ts';
import { isBeyondEnd, isMissing, toProblem } from './s3-failure.ts';

export interface OpenedObject {
  stream: Readable;
  /** Of the whole object. */
  sizeBytes: number;
}

/** Undefined: no such object. Rejects with `range_not_satisfiable`. */
export async function openObject(
  s3: S3,
  objectKey: string,
  range?: { start: number; end: number },
  signal?: AbortSignal,
): Promise<OpenedObject | undefined> {
  const command = new GetObjectCommand({
    Bucket: s3.bucket,
    Key: objectKey,
    ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }),
  });
  try {
    const options = { ...s3.brief, ...(signal === undefined ? {} : { abortSignal: signal }) };
    return opened(await s3.patientClient.send(command, options), s3.patience.silenceMs);
  } catch (error) {
    if (isMissing(error)) return undefined;
    signal?.throwIfAborted();
    throw isBeyondEnd(error) ? new Problem('range_not_satisfiable', { cause: error }) : toProblem(error);
  }
}

export async function sizeOfObject(s3: S3, objectKey: string): Promise<number | undefined> {
  try {
    const command = new HeadObjectCommand({ Bucket: s3.bucket, Key: objectKey });
    const { ContentLength } = await s3.client.send(command, s3.brief);
    return ContentLength ?? 0;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toProblem(error);
  }
}

function opened(
  { Body, ContentLength, ContentRange }: GetObjectCommandOutput,
  silenceMs: number,
): OpenedObject {
  if (!(Body instanceof Readable) || ContentLength === undefined)
    throw new Error('S3 answered without a body or without its length');
  const [, whole] = /\/(\d+)$/.exec(ContentRange ?? '') ?? [];
  return {
    stream: attendedStream(Body, { silenceMs, expectedBytes: ContentLength, toError: toProblem }),
    sizeBytes: whole === undefined ? ContentLength : Number(whole),
  };
}
