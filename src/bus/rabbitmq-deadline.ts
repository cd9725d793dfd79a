/** Rejects after `limitMs`; what becomes of the promise later is nobody's concern. */
export async function withDeadline<T>(
  promise: Promise<T> | undefined,
  limitMs: number,
  message: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} for ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise as Promise<T>, late]);
  } finally {
    clearTimeout(timer);
  }
}
