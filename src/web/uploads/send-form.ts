import { networkError, problemOf } from '../api/api-error.ts';

export interface Sending {
  url: string;
  headers: Readonly<Record<string, string>>;
  form: FormData;
  signal: AbortSignal;
  /** Bytes of the whole request, which is a little more than the file. */
  onProgress(sentBytes: number, totalBytes: number): void;
}

/**
 * POSTs a form and parses the JSON answer. By XMLHttpRequest, because fetch does not tell how far an upload is.
 * Rejects with an ApiError, or with the reason of the signal.
 */
export function sendForm<T>({ url, headers, form, signal, onProgress }: Sending): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(problemOf(request.status, request.responseText, request.getResponseHeader('retry-after')));
    });
    request.addEventListener('error', () => reject(networkError()));
    request.addEventListener('abort', () => reject(signal.reason));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', abort);
    request.send(form);
  });
}
