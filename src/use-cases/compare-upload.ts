import type { Engine } from '../domain/engine-port.ts';
import { contentOf } from '../domain/idempotency.ts';
import { Problem } from '../domain/problem.ts';
import type { Upload } from './accept-upload.ts';
import type { FinishedKey } from './claim-key.ts';
import { createUploadForm } from './upload-form.ts';

/** Of SHA-256. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string;
}

export interface CompareParts {
  engine: Pick<Engine, 'capabilities'>;
  createHasher(): Hasher;
}

/**
 * Reads an upload in constant memory, without storing it, to see whether it asks for what its key was used for.
 * Rejects with `idempotency_key_reused` where it does not.
 */
export function compareUpload(parts: CompareParts, { conversionId, outcome }: FinishedKey): Upload<string> {
  const form = createUploadForm(parts.engine, async (_name, bytes) => {
    const hasher = parts.createHasher();
    let sizeBytes = 0;
    for await (const chunk of bytes) {
      sizeBytes += chunk.length;
      if (sizeBytes > outcome.sizeBytes) throw new Problem('idempotency_key_reused');
      hasher.update(chunk);
    }
    return { sizeBytes, sha256: hasher.digest('hex') };
  });
  return {
    id: conversionId,
    file: form.file,
    field: form.field,
    async finish() {
      if (contentOf(form.request()) !== outcome.content) throw new Problem('idempotency_key_reused');
      return conversionId;
    },
    async discard() {},
  };
}
