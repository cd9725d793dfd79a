import { S3ServiceException } from '@aws-sdk/client-s3';
import { isProblem, Problem } from '../domain/problem.ts';

const RETRY_AFTER_SECONDS = 5;
/** What S3-compatible servers answer where the disk or a quota has no room; Amazon has no such limit. */
const FULL = [
  'QuotaExceeded',
  'InsufficientStorage',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'XRustfsStorageFull',
];

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** A HEAD has no body, so its 404 is only `NotFound`, also where the bucket is gone. */
export const isMissing = (error: unknown): boolean => isNamed(error, 'NoSuchKey', 'NotFound');

export const isMissingUpload = (error: unknown): boolean => isNamed(error, 'NoSuchUpload');

export const isBeyondEnd = (error: unknown): boolean =>
  isNamed(error, 'InvalidRange') || statusOf(error) === 416;

/**
 * Another request was at the same place. Amazon answers so to some that race, and servers that keep objects as files
 * where a folder went away in between.
 */
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/** Whatever S3 fails with is an outage to everybody else: conversions are tried again, clients get 503. */
export function toProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  const isFull = statusOf(error) === 507 || isNamed(error, ...FULL);
  return isFull
    ? new Problem('storage_full', { cause: error })
    : new Problem('dependency_unavailable', { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

/** Runs what asks S3 and nothing else. */
export async function orProblem<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toProblem(error);
  }
}

/** Why the storage cannot open, in a sentence for the person who configures it; else the error as it is. */
export function explainOpening(error: unknown, bucket: string, endpoint: string): unknown {
  const where = endpoint === '' ? '' : ` at ${endpoint}`;
  const status = statusOf(error);
  const sentence =
    status === 404
      ? `The bucket "${bucket}" does not exist${where}: create it, or set S3_BUCKET to one that exists.`
      : status === 403 || status === 401
        ? `The bucket "${bucket}"${where} refuses these credentials: check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and the bucket's policy.`
        : status === 301
          ? `The bucket "${bucket}" is in another region: set S3_REGION.`
          : isNamed(error, 'CredentialsProviderError')
            ? 'No credentials for S3 were found: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.'
            : undefined;
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}
