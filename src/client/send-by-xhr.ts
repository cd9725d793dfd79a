import { unreachable } from './converto-error.ts';
import type { UploadProgress } from './types.ts';

/** What is used of a browser's XMLHttpRequest: the only way there to see how far an upload is. */
interface Xhr {
  upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null };
  status: number;
  statusText: string;
  responseText: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: FormData): void;
  abort(): void;
}

const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => Xhr };

export const canSendByXhr = XMLHttpRequest !== undefined;

interface XhrRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  form: FormData;
  fileBytes: number;
  onProgress(progress: UploadProgress): void;
  signal: AbortSignal | undefined;
}

/** The answer, whatever its status. Rejects with the signal's reason or with `server_unreachable`. */
export function sendByXhr({
  url,
  headers,
  form,
  fileBytes,
  onProgress,
  signal,
}: XhrRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest!();
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const over = () => signal?.removeEventListener('abort', abort);
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress({ sentBytes: Math.max(0, loaded - (total - fileBytes)), totalBytes: fileBytes }); // the form around it goes first
    request.onload = () => {
      over();
      const { status, statusText } = request;
      resolve(new Response(request.responseText, { status, statusText, headers: headersOf(request) }));
    };
    request.onerror = () => {
      over();
      reject(unreachable(url, new Error('the connection was lost')));
    };
    request.onabort = () => {
      over();
      reject(signal?.reason);
    };
    request.send(form);
  });
}

function headersOf(request: Xhr): Headers {
  const headers = new Headers();
  for (const line of request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const at = line.indexOf(':');
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return headers;
}
