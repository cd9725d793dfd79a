declare module 'content-disposition' {
  /** RFC 6266; a name that is not plain text is also given in RFC 8187 form. */
  export default function contentDisposition(
    fileName: string,
    options?: { type?: 'attachment' | 'inline'; fallback?: string | boolean },
  ): string;
}
