declare module 'content-disposition' {
  interface ContentDisposition {
    /** RFC 6266; a name that is not plain text is also given in RFC 8187 form. */
    (fileName: string, options?: { type?: 'attachment' | 'inline'; fallback?: string | boolean }): string;
    /** Throws a TypeError where the header is none. */
    parse(header: string): { type: string; parameters: Readonly<Record<string, string>> };
  }
  const contentDisposition: ContentDisposition;
  export default contentDisposition;
}
