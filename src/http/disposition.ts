import contentDisposition from 'content-disposition';

/** Clients that do not know RFC 8187 see the name in ASCII, because they disagree about any other charset. */
export function disposition(type: 'attachment' | 'inline', fileName: string): string {
  const ascii = fileName
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '_');
  return contentDisposition(fileName, { type, fallback: ascii });
}
