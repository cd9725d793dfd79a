export interface DownloadProgress {
  loaded: number;
  /** Unknown where the server does not say, or compresses on the way. */
  total: number | undefined;
}

/** The bytes at the address. Rejects where the answer is no success or the connection breaks. */
export async function download(
  url: string,
  signal: AbortSignal,
  onProgress: (progress: DownloadProgress) => void,
): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const encoded = response.headers.has('content-encoding');
  const length = Number(response.headers.get('content-length'));
  const total = encoded || !(length > 0) ? undefined : length;
  let loaded = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      onProgress({ loaded, total });
      controller.enqueue(chunk);
    },
  });
  return await new Response(response.body.pipeThrough(counted)).arrayBuffer();
}
