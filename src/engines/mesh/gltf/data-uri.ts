import { Problem } from '../../../domain/problem.ts';
import { dataOf } from './embedded-data.ts';

export const isDataUri = (uri: string): boolean => /^data:/i.test(uri);

/**
 * `data:[<media type>][;base64],<data>` (RFC 2397); glTF allows only base64.
 * @param data what was taken out of the JSON
 */
export function decodeDataUri(uri: string, owner: string, data: readonly Buffer[] = []): Buffer {
  const comma = uri.indexOf(',');
  if (comma < 0 || !/;base64$/i.test(uri.slice(0, comma))) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, the data URI of ${owner} is not base64. Export it again.`,
    });
  }
  const payload = uri.slice(comma + 1);
  return dataOf(payload, data) ?? Buffer.from(payload, 'base64');
}
