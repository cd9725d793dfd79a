import type { Relay } from '../events/relay.ts';
import type { StreamRegistry } from '../events/stream-registry.ts';
import type { AcceptUpload } from '../use-cases/accept-upload.ts';
import type { IdempotentUploads } from '../use-cases/idempotent-upload.ts';
import type { AppParts } from './app-parts.ts';
import type { OpenUploads } from './open-uploads.ts';

/** What the routes share: the parts, and what buildApp makes of them. */
export interface Services extends AppParts {
  relay: Relay;
  streams: StreamRegistry;
  uploads: OpenUploads;
  acceptUpload: AcceptUpload;
  idempotentUploads: IdempotentUploads;
}
