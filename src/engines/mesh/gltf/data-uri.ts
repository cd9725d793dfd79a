import { Problem } from '../../../domain/problem.ts';

export const isDataUri = (uri: string): boolean => /^data:/i.test(uri);

/** `data:[<media type>][;base64],<data>` (RFC 2397); glTF allows only base64. */
export function decodeDataUri(uri: string, owner: string): Buffer {
  const comma = uri.indexOf(',');
  if (comma < 0 || !/;base64$/i.test(uri.slice(0, comma))) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, the data URI of ${owner} is not base64. Export it again.`,
    });
  }
  return Buffer.from(uri.slice(comma + 1), 'base64');
}
