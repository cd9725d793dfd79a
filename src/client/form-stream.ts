import type { StreamedFile } from './types.ts';

/** A multipart form that is made while it is sent. */
export interface FormStream {
  body: ReadableStream<Uint8Array>;
  contentType: string;
  /** Undefined where the source does not say its size. */
  sizeBytes: number | undefined;
}

/** The fields come first, so that the server can refuse a form before it has read the file. */
export function formStream(
  fields: readonly (readonly [name: string, value: string])[],
  file: StreamedFile,
  { onSent, signal }: { onSent(bytes: number): void; signal: AbortSignal | undefined },
): FormStream {
  const boundary = `converto-${randomName()}`;
  const encoder = new TextEncoder();
  const head = encoder.encode(
    [
      ...fields.map(([name, value]) => `${partHead(boundary, name)}\r\n\r\n${value}\r\n`),
      `${partHead(boundary, 'file')}; filename="${escapeName(file.name)}"\r\n`,
      'Content-Type: application/octet-stream\r\n\r\n',
    ].join(''),
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  return {
    body: streamOf(bytesOf(head, file, tail, onSent), signal),
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: file.size === undefined ? undefined : head.length + file.size + tail.length,
  };
}

/** 32 hexadecimal digits. `randomUUID` is missing on pages that came over plain HTTP. */
export const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

const partHead = (boundary: string, name: string): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;

/** As browsers write it (WHATWG HTML, multipart form data). */
const escapeName = (name: string): string =>
  name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));

async function* bytesOf(
  head: Uint8Array,
  file: StreamedFile,
  tail: Uint8Array,
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  yield head;
  let sent = 0;
  onSent(sent);
  for await (const chunk of chunksOf(file.stream())) {
    yield chunk;
    sent += chunk.byteLength; // it is asked for the next one when this one was taken
    onSent(sent);
  }
  yield tail;
}

/** Not every browser can iterate over a ReadableStream. */
async function* chunksOf(source: ReturnType<StreamedFile['stream']>): AsyncGenerator<Uint8Array> {
  if (Symbol.asyncIterator in source) return yield* source;
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  let ended = false;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
    ended = true;
  } finally {
    if (!ended) await reader.cancel();
  }
}

/**
 * Pulled, one chunk at a time: a slow connection holds the source back. Node's fetch goes on reading after an abort, so
 * the stream itself ends then.
 */
const streamOf = (
  chunks: AsyncGenerator<Uint8Array>,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await chunks.next();
        if (signal?.aborted) await chunks.return(undefined);
        signal?.throwIfAborted();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
