import { Buffer } from 'node:buffer';

export interface Part {
  name: string;
  value: string | Uint8Array;
  /** Sent as a file where it is given. Written between the quotes as it is: escaping is the caller's. */
  fileName?: string;
  /** Instead of the Content-Disposition that name and fileName make. */
  disposition?: string;
  type?: string;
}

const BOUNDARY = '----converto-test-5a1f';

export const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** A form, byte for byte: unlike FormData it can also be wrong. */
export function multipart(...parts: Part[]): { headers: { 'content-type': string }; payload: Buffer } {
  return {
    headers: { 'content-type': CONTENT_TYPE },
    payload: Buffer.concat([
      ...parts.flatMap((part) => [partHead(part), Buffer.from(part.value), CRLF]),
      END,
    ]),
  };
}

/** What precedes the bytes of a part; for forms that are sent bit by bit. */
export function partHead({ name, fileName, disposition, type }: Omit<Part, 'value'>): Buffer {
  const file = fileName === undefined ? '' : `; filename="${fileName}"`;
  const head = [
    `--${BOUNDARY}`,
    `Content-Disposition: ${disposition ?? `form-data; name="${name}"${file}`}`,
    ...(type === undefined && fileName === undefined
      ? []
      : [`Content-Type: ${type ?? 'application/octet-stream'}`]),
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
}

const CRLF = Buffer.from('\r\n');
const END = Buffer.from(`--${BOUNDARY}--\r\n`);

/** What follows the bytes of the last part. */
export const FORM_END = Buffer.concat([CRLF, END]);

export const field = (name: string, value: string): Part => ({ name, value });

export const file = (fileName: string, value: string | Uint8Array, name = 'file'): Part => ({
  name,
  value,
  fileName,
});

/** An ASCII STL of one triangle. */
export const TRIANGLE_STL = `solid one
facet normal 0 0 1
outer loop
vertex 0 0 0
vertex 1 0 0
vertex 0 1 0
endloop
endfacet
endsolid one
`;

/** The form that succeeds, with changes. */
export const goodForm = (fileName = 'one.stl', ...more: Part[]) =>
  multipart(file(fileName, TRIANGLE_STL), field('target_format', 'obj'), ...more);
