export type ViewerErrorCode = 'webgl_missing' | 'download_failed' | 'model_unreadable';

/** The message is a sentence for people, in the language of the viewer's strings. */
export class ViewerError extends Error {
  readonly code: ViewerErrorCode;

  constructor(code: ViewerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ViewerError';
    this.code = code;
  }
}
